// The core of Sieve: control, actions and tests (RFC 5228 sections 2.10, 3, 4, 5).

#include "tests/sieve/fixture.hpp"

namespace sieve {
namespace {

using CoreTest = SieveTest;

TEST_F(CoreTest, KeepsImplicitlyWhatNoActionTook) {
  EXPECT_EQ(actions(""), "implicit keep");
  EXPECT_EQ(actions("if size :over 500K { discard; }"), "implicit keep");
}

TEST_F(CoreTest, TellsAnExplicitKeepFromTheImplicitOne) {
  const auto outcome = run("keep;");
  ASSERT_EQ(outcome.actions.size(), 1U);
  EXPECT_FALSE(std::get<Keep>(outcome.actions[0]).implicit);
  EXPECT_EQ(std::get<Keep>(outcome.actions[0]).line, 1U);
  EXPECT_TRUE(std::get<Keep>(run("").actions.at(0)).implicit);
}

TEST_F(CoreTest, CancelsTheImplicitKeepByEachAction) {
  EXPECT_EQ(actions("discard;"), "discard (line 1)");
  EXPECT_EQ(actions("require \"fileinto\"; fileinto \"Work\";"), "fileinto \"Work\" (line 1)");
  EXPECT_EQ(actions("redirect \"x@y.example\";"), "redirect to <x@y.example> (line 1)");
}

TEST_F(CoreTest, RunsExactlyOneBranch) {
  const std::string script =
      "require \"fileinto\";\n"
      "if header :contains \"subject\" \"X\" { fileinto \"a\"; }\n"
      "elsif header :contains \"subject\" \"MONDAY\" { fileinto \"b\"; }\n"
      "elsif true { fileinto \"c\"; }\n"
      "else { fileinto \"d\"; }\n";
  EXPECT_EQ(actions(script), "fileinto \"b\" (line 3)");
}

TEST_F(CoreTest, GoesOnBehindAChain) {
  EXPECT_EQ(
      actions(
          "require \"fileinto\"; if exists \"From\" { fileinto \"a\"; } else { discard; } fileinto \"e\";"),
      "fileinto \"a\" (line 1); fileinto \"e\" (line 1)");
}

TEST_F(CoreTest, StopsInsideABlock) {
  EXPECT_EQ(actions("if exists \"From\" { stop; } discard;"), "implicit keep");
}

TEST_F(CoreTest, FilesOnceIntoOneMailbox) {
  EXPECT_EQ(actions("require \"fileinto\"; fileinto \"a\"; fileinto \"a\";"), "fileinto \"a\" (line 1)");
  EXPECT_EQ(actions("require \"fileinto\"; fileinto \"INBOX\"; keep;"), "keep (line 1)");
}

TEST_F(CoreTest, ComparesHeadersWithoutWhiteSpaceAtTheEnds) {
  message = "Subject: \t hello \r\n\r\n";
  EXPECT_TRUE(holds("header :is \"subject\" \"hello\""));
}

TEST_F(CoreTest, MatchesAnEmptyKeyOnlyInHeadersThatExist) {
  message = "X-Caffeine: C8H10N4O2\r\nX-Empty:\r\n\r\n";
  EXPECT_FALSE(holds("header :is \"X-Caffeine\" \"\""));
  EXPECT_TRUE(holds("header :contains \"X-Caffeine\" \"\""));
  EXPECT_FALSE(holds("header :contains \"X-Tea\" \"\""));
  EXPECT_TRUE(holds("header :is \"X-Empty\" \"\""));
  EXPECT_TRUE(holds("not header :matches \"Cc\" \"?*\""));
}

TEST_F(CoreTest, DecodesEncodedWordsBeforeComparing) {
  message = "Subject: =?ISO-8859-1?Q?Gr=FC=DFe?= =?UTF-8?Q?_aus?=\r\n K\xC3\xB6ln\r\n\r\n";
  EXPECT_TRUE(
      holds("header :is \"subject\" \"Gr\xC3\xBC\xC3\x9F"
            "e aus K\xC3\xB6ln\""));
}

TEST_F(CoreTest, LooksAtAllFieldsOfOneName) {
  message = "Received: a\r\nreceived: b\r\n\r\n";
  EXPECT_TRUE(holds("header :is \"Received\" \"b\""));
}

TEST_F(CoreTest, SplitsAddresses) {
  message = "To: Team: \"A. B\" <Coyote@ACME.Example>, x@y.example;\r\n\r\n";
  EXPECT_TRUE(holds("address :localpart :is \"to\" \"coyote\""));
  EXPECT_TRUE(holds("address :domain :is \"to\" \"acme.example\""));
  EXPECT_TRUE(holds("address :all :is \"to\" \"x@y.example\""));
  EXPECT_TRUE(holds("address :is \"to\" \"x@y.example\""));
  EXPECT_FALSE(holds("address :contains \"to\" \"Team\""));
  EXPECT_FALSE(holds("address :contains \"to\" \"A. B\""));
}

TEST_F(CoreTest, RefusesTheAddressTestOnOtherFields) {
  EXPECT_EQ(first_fault("if address \"Subject\" \"x\" { keep; }"),
            "1:12 the field Subject holds no addresses");
}

TEST_F(CoreTest, NeedsAllFieldsForExists) {
  EXPECT_TRUE(holds("exists [\"From\", \"To\"]"));
  EXPECT_FALSE(holds("exists [\"From\", \"Date\"]"));
}

TEST_F(CoreTest, MeasuresTheWholeMessage) {
  message = std::string("A: b\r\n\r\n") + std::string(92, 'x');
  EXPECT_FALSE(holds("size :over 100"));
  EXPECT_FALSE(holds("size :under 100"));
  EXPECT_TRUE(holds("size :over 99"));
  EXPECT_TRUE(holds("size :under 1K"));
}

TEST_F(CoreTest, CombinesTests) {
  EXPECT_TRUE(holds("allof (exists \"From\", not exists \"Date\")"));
  EXPECT_FALSE(holds("allof (exists \"From\", exists \"Date\")"));
  EXPECT_TRUE(holds("anyof (exists \"Date\", exists \"From\")"));
  EXPECT_FALSE(holds("anyof (false, exists \"Date\")"));
}

TEST_F(CoreTest, RequiresBeforeEverythingElse) {
  EXPECT_EQ(first_fault("keep; require \"fileinto\";"), "1:15 require must stand before all other commands");
}

TEST_F(CoreTest, RefusesElseWithoutIf) {
  EXPECT_EQ(first_fault("else { keep; }"), "1:1 else must stand directly behind if or elsif");
  EXPECT_EQ(first_fault("if true { keep; } keep; elsif true { keep; }"),
            "1:25 elsif must stand directly behind if or elsif");
}

TEST_F(CoreTest, RefusesConflictingArguments) {
  EXPECT_EQ(first_fault("if header :is :contains \"a\" \"b\" { keep; }"),
            "1:15 :contains and :is exclude each other");
  EXPECT_EQ(first_fault("if size :over :over 1 { keep; }"), "1:15 :over stands here twice");
  EXPECT_EQ(first_fault("if size 1 { keep; }"), "1:4 size needs :over or :under");
}

TEST_F(CoreTest, RefusesAnInvalidRedirectAddress) {
  for (const auto* bad : {"", "x", "@y", "a@b, c@d", "Team: a@b;", "<@x:a@b>", "a@b\r\nBcc: c@d"})
    EXPECT_FALSE(accepts(std::string("redirect \"") + bad + "\";")) << bad;
  EXPECT_TRUE(accepts("redirect \"\\\"Doe, J\\\" <j@d.example>\";"));
}

TEST_F(CoreTest, RedirectsABounceWithANullSender) {
  envelope.sender = {};
  const auto outcome = run("redirect \"x@y.example\";");
  EXPECT_TRUE(std::get<Redirect>(outcome.actions.at(0)).null_sender);
}

TEST_F(CoreTest, KeepsAMessageThatRedirectHasSeenBefore) {
  message = "X-Sieve-Redirected-From: bob@here.example\r\n" + message;
  const auto outcome = run("redirect \"x@y.example\";");
  ASSERT_TRUE(outcome.error);
  ASSERT_EQ(outcome.actions.size(), 1U);
  EXPECT_TRUE(std::get<Keep>(outcome.actions[0]).implicit);
}

TEST_F(CoreTest, KnowsTheMarkOfARedirectByWhicheverAddressTheMessageComesAgain) {
  message = "X-Sieve-Redirected-From: bob@here.example\r\n" + message;
  const auto checked = program("redirect \"x@y.example\";");
  auto now = environment();
  now.recipient = {"bob+lists", "here.example"};
  const auto outcome = std::get<Outcome>(sieve::run(*checked, mail::Message(message), now, {}));
  EXPECT_TRUE(outcome.error);
}

TEST_F(CoreTest, DropsEarlierActionsWhenAnErrorFollows) {
  message = "X-Sieve-Redirected-From: bob@here.example\r\n" + message;
  const auto outcome = run("discard; redirect \"x@y.example\";");
  ASSERT_EQ(outcome.actions.size(), 1U);
  EXPECT_TRUE(std::get<Keep>(outcome.actions[0]).implicit);
}

TEST_F(CoreTest, LimitsRedirectsAndActions) {
  EXPECT_EQ(
      actions("redirect \"a@x\"; redirect \"b@x\"; redirect \"c@x\"; redirect \"d@x\";\nredirect \"e@x\";"),
      "error 2: more than 4 redirects for one message");
}

TEST_F(CoreTest, ReadsTheEnvelope) {
  EXPECT_TRUE(holds("envelope :all :is \"FROM\" \"ann-bounce@sender.example\"", "\"envelope\""));
  EXPECT_TRUE(holds("envelope :localpart :is \"to\" \"bob\"", "\"envelope\""));
  envelope.sender = {};
  EXPECT_TRUE(holds("envelope :domain :is \"from\" \"\"", "\"envelope\""));
  EXPECT_EQ(first_fault("require \"envelope\"; if envelope \"cc\" \"x\" { keep; }"),
            "1:33 unknown envelope part \"cc\"");
}

TEST_F(CoreTest, FailsTheEnvelopeTestWhereThereIsNone) {
  has_envelope = false;
  EXPECT_EQ(actions("require \"envelope\";\nif envelope \"to\" \"x\" { discard; }"),
            "error 2: envelope: this message came without one");
}

TEST_F(CoreTest, DoesNotCheckWhatCanNeverRun) {
  EXPECT_TRUE(accepts("if false { nonsense \"x\"; }"));
  EXPECT_TRUE(accepts("if allof (false, nonsense) { nonsense; } else { keep; }"));
  EXPECT_TRUE(accepts("if not false { keep; } elsif nonsense { keep; }"));
  EXPECT_FALSE(accepts("if true { nonsense; }"));
}

TEST_F(CoreTest, RecordsDecisionsWhenAsked) {
  tracing = true;
  const auto outcome = run("if header :contains \"subject\" \"monday\" {\n discard;\n}");
  ASSERT_EQ(outcome.trace.size(), 3U);
  EXPECT_EQ(outcome.trace[0].text, "  \"minutes of monday\" :contains \"monday\": yes");
  EXPECT_EQ(outcome.trace[1].text, "header :contains \"subject\" \"monday\": true");
  EXPECT_EQ(outcome.trace[2].line, 2U);
  EXPECT_EQ(outcome.trace[2].text, "discard (line 2)");
}

std::string hinted(const Engine& engine, std::string_view script) {
  const auto checked = engine.check(script);
  return checked.faults.empty() ? "" : checked.faults[0].text + " | " + checked.faults[0].hint;
}

// What other languages write, and what is often mistaken.
TEST_F(CoreTest, HintsAtWhatWasMeant) {
  const auto hint = [&](std::string_view script) { return hinted(engine, script); };
  EXPECT_EQ(hint("if true { keep; } else if true { discard; }"), "else takes no test | write: elsif");
  EXPECT_EQ(hint("if exists \"a\" { keep; } else if true { discard; }"), "else takes no test | write: elsif");
  EXPECT_EQ(hint("if {}"),
            "if needs exactly one test | what is to be tested stands behind it, as in: exists \"subject\"");
  EXPECT_EQ(hint("if !true {}"), "unexpected character '!' | write: not");
  EXPECT_EQ(hint("if true && false {}"), "unexpected character '&' | write: allof (TEST, TEST)");
  EXPECT_EQ(hint("if true"),
            "expected ';' or a block after this, found the end of the script | put the commands in { }");
  EXPECT_EQ(hint("if true keep;"), "if needs a block | put the commands in { }");
  EXPECT_EQ(engine.check("if true keep;").faults.at(1).hint, "put the command in { }");
  EXPECT_EQ(hint("require \"enotify\"; notify :low \"mailto:a@b.example\";"),
            "notify has no tag :low | it is of an older draft; now: notify :importance \"3\" "
            "\"mailto:you@example.com\";");
  EXPECT_EQ(hint("require \"fileinto\r\n\";"),
            "unknown extension \"fileinto \" | did you mean \"fileinto\"?");
  EXPECT_EQ(hint("/* x *// keep;"),
            "unexpected character '/' | a comment begins with # or stands between /* and */");
  EXPECT_EQ(engine.check("if true && false {} // x").faults.size(), 4U);
  EXPECT_EQ(hint("\x80keep;"), "unexpected character | only strings and comments hold more than ASCII");
  EXPECT_EQ(hint("// x"), "unexpected character '/' | a comment begins with # or stands between /* and */");
  EXPECT_EQ(hint("\xEF\xBB\xBFkeep;"), "a byte order mark | save the script as UTF-8 without one");
  EXPECT_EQ(hint("if size :over \"1K\" {}"),
            "size: <limit> is a number, not a string | usage: size :over | :under <limit: number>");
  EXPECT_EQ(hint("foo;"), "unknown command \"foo\" | ");
  EXPECT_EQ(hint("require \"vnd.dovecot.imapsieve\";"), "unknown extension \"vnd.dovecot.imapsieve\" | ");
  EXPECT_EQ(hint("require \"vnd.dovecot.pip\";"),
            "unknown extension \"vnd.dovecot.pip\" | did you mean \"vnd.dovecot.pipe\"?");
  EXPECT_EQ(hint("require \"enotify\"; notify :method \"mailto:a@b.example\";"),
            "notify has no tag :method | it is of an older draft; now: notify :message \"text\" "
            "\"mailto:you@example.com\";");
  EXPECT_EQ(hint("require \"imap4flags\"; setflag \"a \\\\Important\";"),
            "\"\\Important\" is no flag that can be set, and is ignored | ");
  EXPECT_EQ(hint("require \"imap4flags\"; keep :flags \"\\\\Recent\";"),
            "\"\\Recent\" is no flag that can be set, and is ignored | ");
  EXPECT_EQ(hint("require \"imap4flags\"; setflag \"\t\\\\Seen  b\";"), "");
  EXPECT_EQ(hint("\xEF\xBC\x81keep;"),
            "unexpected character | only strings and comments hold more than ASCII");
  EXPECT_EQ(hint("if anyof {}"),
            "anyof needs tests in parentheses | as in: (exists \"subject\", size :over 1M)");
}

TEST_F(CoreTest, OneMistakeIsToldOnce) {
  const auto faults = [&](std::string_view script) { return engine.check(script).faults.size(); };
  EXPECT_EQ(faults("if exists \"a\" { keep; } else if true { discard; } else { stop; }"), 1U);
  EXPECT_EQ(faults("if true & true { keep; }"), faults("if true && true { keep; }"));
  EXPECT_EQ(faults("// x\nkeep;"), 2U) << "the word is no command";
  EXPECT_EQ(faults("if true { keep; } else ;"), 1U) << "also where it never runs";
}

TEST_F(CoreTest, AnUnknownCommandDoesNotHideTheIfBeforeAnElse) {
  const auto checked = engine.check("if exists \"a\" { keep; } elseif true { discard; } else { stop; }");
  ASSERT_EQ(checked.faults.size(), 1U);
  EXPECT_EQ(checked.faults[0].text, "unknown command \"elseif\"");
}

}  // namespace
}  // namespace sieve
