// Security faults that Sieve engines are known to have had, and those that the RFCs warn of: one test each,
// which says what the fault was. Names of scripts and mailboxes on the wire: tests/managesieve and
// tests/store have a known_faults_test of their own.

#include <algorithm>

#include "base/text.hpp"
#include "mail/mime.hpp"
#include "sieve/compose.hpp"
#include "tests/sieve/fixture.hpp"

namespace sieve {
namespace {

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  out.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

class KnownFaultsTest : public SieveTest {
 protected:
  void included(const std::string& name, std::string_view text) {
    answers.insert_or_assign(IncludedScript{.global = false, .name = name}, Answer(program(text)));
  }
  /// The message as the script left it, or the error.
  std::string edited(std::string_view script) {
    const auto outcome = run(script);
    if (outcome.error) return "error: " + outcome.error->text;
    return outcome.message == nullptr ? "as it came" : std::string(outcome.message->octets());
  }
  /// With an empty memory: how often vacation answers.
  std::size_t answers_to(const std::string& headers) {
    message = headers + "\r\n\r\n";
    const auto outcome = run_with_memory("require \"vacation\"; vacation \"away\";");
    return static_cast<std::size_t>(std::ranges::count_if(
        outcome.actions, [](const auto& one) { return std::holds_alternative<Vacation>(one); }));
  }
};

// Parsers that descend by recursion overflowed the stack. (Found by fuzzing in several engines.)
TEST_F(KnownFaultsTest, DeepNestingInTheScript) {
  EXPECT_FALSE(accepts(repeated("if true {", 100'000)));
  EXPECT_FALSE(accepts("if " + repeated("not ", 100'000) + "true {}"));
  EXPECT_FALSE(accepts("if " + repeated("anyof(", 100'000) + "true"));
  EXPECT_FALSE(accepts(repeated("[", 100'000)));
  EXPECT_TRUE(accepts(repeated("/* ", 100'000) + "*/ keep;"));
}

// CVE-2009-2632, CVE-2009-3235 (Cyrus, and Dovecot's plugin made of it): buffers of fixed size on the stack
// were overrun by long strings of a script, and by a redirect to many addresses.
TEST_F(KnownFaultsTest, LongStringsAndManyRecipients) {
  const std::string local = repeated("a", 100'000);
  EXPECT_FALSE(accepts("redirect \"" + local + "@" + local + ".example\";"));
  EXPECT_EQ(actions("require \"reject\"; reject \"" + local + "\";"), "reject: " + local + " (line 1)");
  EXPECT_FALSE(accepts("require [\"variables\"]; set \"" + local + "${" + local + "\" \"a\";"));
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "redirect \"a" + std::to_string(i) + "@b.example\";";
  EXPECT_EQ(actions(many), "error 1: more than 4 redirects for one message");
}

// CVE-2019-11500 (Dovecot, Pigeonhole): a NUL within a quoted string was written beyond the end of the
// buffer, as the string was measured and copied by different rules.
TEST_F(KnownFaultsTest, NulInStrings) {
  using namespace std::string_view_literals;
  for (const auto script : {"redirect \"a\0b\";"sv, "redirect \"a\\\0b\";"sv, "keep; # \0"sv, "\0"sv,
                            "redirect text:\na\0\n.\n;"sv})
    EXPECT_FALSE(accepts(script));
}

// Scripts that include each other for ever (RFC 6609 section 3.2).
TEST_F(KnownFaultsTest, RecursionOfInclude) {
  included("a", "require \"include\"; include \"b\";");
  included("b", "require \"include\"; include \"a\";");
  EXPECT_TRUE(run("require \"include\"; include \"a\";").error);
  // Not for ever, but 3 to the power of the depth.
  for (int i = 0; i < 9; ++i) {
    const std::string next = "include \"s" + std::to_string(i + 1) + "\";";
    included("s" + std::to_string(i), "require \"include\"; " + next + next + next);
  }
  included("s9", "keep;");
  EXPECT_EQ(actions("require \"include\"; include \"s0\";"),
            "error 1: script \"s8\" line 1: include: more than 255 scripts are included");
}

// CVE-2020-12100, CVE-2020-25275 (Dovecot): deeply nested MIME parts exhausted the stack, and more than
// 10,000 of them were counted beyond the end of an array. And loops over parts within loops (RFC 5703 section
// 9).
TEST_F(KnownFaultsTest, RecursionOfParts) {
  const std::string loops = repeated("foreverypart {", 4) + repeated("}", 4);
  const std::string script =
      "require [\"foreverypart\", \"mime\", \"body\"];"
      "if body :contains \"nowhere\" { discard; } if header :mime :anychild \"x\" \"nowhere\" { discard; }";
  const std::string too_many = "error 1: foreverypart: more than 10000 parts in one run";
  message = "";
  for (int i = 0; i < 20'000; ++i)
    message += "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\r\n\r\n--b" +
               std::to_string(i) + "\r\n";
  EXPECT_EQ(actions(script), "implicit keep");
  EXPECT_EQ(actions(script + loops), too_many);
  message = "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + repeated("--b\r\n\r\nz\r\n", 20'000);
  EXPECT_EQ(actions(script), "implicit keep");
  EXPECT_EQ(actions(script + loops), "implicit keep") << "a thousand parts, none of them in another";
  message = repeated("Content-Type: message/rfc822\r\n\r\n", 20'000);
  EXPECT_EQ(actions(script), "implicit keep");
  EXPECT_EQ(actions(script + loops), too_many);
  EXPECT_FALSE(accepts("require \"foreverypart\";" + repeated("foreverypart {", 5) + repeated("}", 5)));
}

// CVE-2020-28200 (Pigeonhole): a complex expression of :regex took processor time without a limit.
TEST_F(KnownFaultsTest, RegexBlowUp) {
  message = "Subject: " + repeated("a", 50'000) + "\r\n\r\n";
  for (const auto* expression : {"^(a+)+$b", "(a|a)*b", "(a|aa)+$b", "^(([a-z])+.)+[A-Z]([a-z])+$",
                                 "(.*a){20}b", "(x+x+)+y", "^(a?){50}a{50}b"}) {
    const std::string script =
        "require \"regex\"; if header :regex \"subject\" \"" + std::string(expression) + "\" { discard; }";
    Outcome outcome;
    EXPECT_LT(cpu_seconds([&] { outcome = run(script); }), 3) << expression;
    EXPECT_FALSE(outcome.error) << expression;
    EXPECT_LT(outcome.steps, 200'000U) << expression;
  }
  // And memory: each level multiplies the program.
  EXPECT_FALSE(
      accepts("require \"regex\"; if header :regex \"a\" \"((((a{100}){100}){100}){100}){100}\" {}"));
}

// Patterns of :matches with many wildcards took time that grew exponentially in their number, in matchers
// that try each place for each `*`.
TEST_F(KnownFaultsTest, WildcardBlowUp) {
  message = "Subject: " + repeated("a", 50'000) + "\r\n\r\n";
  const auto outcome = run("if header :matches \"subject\" \"" + repeated("*a", 100) + "*b\" { discard; }");
  EXPECT_FALSE(outcome.error);
  EXPECT_LT(outcome.steps, 100'000U);
}

// CVE-2024-23184 (Dovecot): a message with very many addresses in its header took quadratic time.
TEST_F(KnownFaultsTest, ManyAddresses) {
  const auto with = [&](int count) {
    message = "To: a@b.example" + repeated(",\r\n a@b.example", static_cast<std::size_t>(count)) + "\r\n\r\n";
    return run("if address \"to\" \"x@y.example\" { discard; }").steps;
  };
  const auto few = with(1000);
  EXPECT_LT(with(50'000), 60 * few);
  EXPECT_LT(cpu_seconds([&] { with(50'000); }), 3);
}

// Counting looked at every address and field without a step, so that a script could look again and again.
TEST_F(KnownFaultsTest, CountingIsPaidFor) {
  const std::string relational =
      "require [\"relational\", \"comparator-i;ascii-numeric\"];"
      "if %s :count \"ge\" :comparator \"i;ascii-numeric\" \"to\" \"1000000\" { discard; }";
  for (const std::string test : {"address", "header"}) {
    const auto steps = [&](std::size_t count) {
      message = repeated("To: a@b.example\r\n", count) + "\r\n";
      const auto first = run(base::text::replaced(relational, "%s", test)).steps;
      const auto twice = base::text::replaced(relational, "%s", test) +
                         relational.substr(relational.find("if")).replace(3, 2, test);
      return run(twice).steps - first;  // the header is known by then
    };
    EXPECT_GT(steps(5000), 100 * steps(5)) << test;
  }
}

// Of a list of tests all were asked again after each.
TEST_F(KnownFaultsTest, ListsOfManyTests) {
  const auto with = [&](std::size_t count) {
    const std::string script = "if anyof (" + repeated("false, ", count) + "false) { keep; }";
    return cpu_seconds([&] { EXPECT_TRUE(accepts(script)); });
  };
  EXPECT_LT(with(40'000), 40 * (with(4000) + 0.001));
}

// All names were compared with each that came, also beyond the limit of variables.
TEST_F(KnownFaultsTest, NamesOfManyVariables) {
  const auto with = [&](int count) {
    std::string script = "require \"variables\";";
    for (int i = 0; i < count; ++i) script += "set \"v" + std::to_string(i) + "\" \"\";";
    return cpu_seconds([&] { EXPECT_FALSE(accepts(script)); });
  };
  EXPECT_LT(with(40'000), 30 * (with(4000) + 0.001));
}

// What debug_log says is kept with the trace of the message.
TEST_F(KnownFaultsTest, LongRemarks) {
  const auto outcome =
      run("require [\"vnd.dovecot.debug\", \"variables\"]; debug_log \"" + repeated("x", 4000) + "\";");
  ASSERT_EQ(outcome.remarks.size(), 1U);
  EXPECT_EQ(outcome.remarks[0].text.size(), 1024U + 3);
}

// Strings that double with each `set` filled the memory (RFC 5229 section 6).
TEST_F(KnownFaultsTest, ExpansionOfVariables) {
  EXPECT_EQ(actions("require \"variables\"; set \"a\" \"0123456789\";" +
                    repeated("set \"a\" \"${a}${a}${a}${a}${a}${a}${a}${a}\";", 40)),
            "implicit keep");
}

// A value with a line end began a field of its own (RFC 5293 section 6), or ended the header.
TEST_F(KnownFaultsTest, HeaderInjectionByEditheader) {
  const std::string require = "require [\"editheader\", \"variables\", \"encoded-character\"];";
  message = "Subject: =?utf-8?q?a=0D=0ABcc=3A_e@evil.example=0D=0A=0D=0Abody?=\r\n\r\n";
  const auto after = edited(require + "if header :matches \"subject\" \"*\" { addheader \"X\" \"${1}\"; }");
  EXPECT_TRUE(after.starts_with("X: a")) << after;
  EXPECT_EQ(after.find("\nBcc"), std::string::npos) << after;
  EXPECT_EQ(mail::Message(after).header().fields().size(), 2U) << after;
  EXPECT_EQ(edited(require + "addheader \"X\" \"a${hex:0d 0a}Bcc: e\";").find("\nBcc"), std::string::npos);
  for (const auto* name : {"X:Bcc", "X\r\nBcc", "X Y", ""})
    EXPECT_FALSE(accepts(require + "addheader \"" + name + "\" \"a\";")) << name;
}

// The mailto: URI of notify and the text of the message wrote fields into the mail (RFC 5436 section 5).
TEST_F(KnownFaultsTest, HeaderInjectionByNotify) {
  const std::string require = "require [\"enotify\", \"variables\"];";
  for (const auto* uri : {"mailto:a@b.example?subject=x%0D%0ABcc:%20e@evil.example",
                          "mailto:a@b.example?x%0D%0AY=z", "mailto:a%0D%0ABcc:e@b.example"})
    EXPECT_FALSE(accepts(require + "notify \"" + uri + "\";")) << uri;
  message = "Subject: =?utf-8?q?a=0D=0ABcc=3A_e@evil.example?=\r\n\r\n";
  const auto outcome = run(require +
                           "if header :matches \"subject\" \"*\" "
                           "{ notify :message \"${1}\" \"mailto:a@b.example\"; }");
  ASSERT_FALSE(outcome.error) << outcome.error->text;
  const auto& mail = std::get<Notify>(outcome.actions.at(0)).mail;
  ASSERT_TRUE(mail);
  EXPECT_EQ(mail->subject.find_first_of("\r\n"), std::string::npos);
  EXPECT_EQ(mail->recipients.size(), 1U);
  // Nor does the message choose who is told.
  EXPECT_TRUE(run(require + "if header :matches \"subject\" \"*\" { notify \"mailto:${1}\"; }").error);
}

// The subject of the message, and :subject and :from of the script, wrote fields into the answer of vacation.
TEST_F(KnownFaultsTest, HeaderInjectionByVacation) {
  message = "To: bob@here.example\r\nSubject: =?utf-8?q?a=0D=0ABcc=3A_e@evil.example?=\r\n\r\n";
  for (const auto* arguments : {"", ":subject \"a\r\nBcc: e@evil.example\"", ":mime"}) {
    const auto outcome = run_with_memory("require \"vacation\"; vacation " + std::string(arguments) +
                                         " \"Bcc: e@evil.example\";");
    ASSERT_FALSE(outcome.error) << outcome.error->text;
    const auto text = compose(std::get<Vacation>(outcome.actions.at(0)), base::Time(), "here.example");
    EXPECT_EQ(mail::Message(text).header().find("Bcc"), nullptr) << text;
  }
  EXPECT_FALSE(accepts("require \"vacation\"; vacation :from \"a@b.example\r\nBcc: e@evil.example\" \"a\";"));
}

// Two responders answered each other for ever; and bounces, lists and machines were answered (RFC 5230
// section 4.6, RFC 3834).
TEST_F(KnownFaultsTest, LoopsOfVacation) {
  const std::string to = "To: bob@here.example\r\n";
  ASSERT_EQ(answers_to(to + "Subject: a"), 1U);
  for (const auto* field : {"Auto-Submitted: auto-replied", "List-Id: <a.example>", "Precedence: bulk"})
    EXPECT_EQ(answers_to(to + field), 0U) << field;
  for (const auto* local : {"MAILER-DAEMON", "owner-list", "list-request", "bob"}) {
    envelope.sender = {local, "here.example"};
    EXPECT_EQ(answers_to(to + "Subject: a"), 0U) << local;
  }
  envelope.sender = {};
  EXPECT_EQ(answers_to(to + "Subject: a"), 0U);
  envelope.sender = {"ann", "sender.example"};
  EXPECT_EQ(answers_to("To: others@here.example"), 0U);
  // What it sends says that it is an answer, so that the other side does not answer.
  message = to + "\r\n";
  const auto outcome = run_with_memory("require \"vacation\"; vacation \"away\";");
  const mail::Message answer(
      compose(std::get<Vacation>(outcome.actions.at(0)), base::Time(), "here.example"));
  ASSERT_NE(answer.header().find("Auto-Submitted"), nullptr);
  EXPECT_TRUE(answer.header().find("Auto-Submitted")->body.starts_with(" auto-replied"));
}

// Notifications by mail about notifications by mail, for ever (RFC 5436 section 2.7.1).
TEST_F(KnownFaultsTest, LoopsOfNotify) {
  message = "Auto-Submitted: auto-notified\r\n\r\n";
  EXPECT_EQ(actions("require \"enotify\"; notify \"mailto:a@b.example\";"), "implicit keep");
}

// Two accounts that redirect to each other, or one to itself (RFC 5228 section 10).
TEST_F(KnownFaultsTest, LoopsOfRedirect) {
  ASSERT_EQ(actions("redirect \"a@b.example\";"), "redirect to <a@b.example> (line 1)");
  message = std::string(redirect_trace) + ": bob@here.example\r\n\r\n";
  EXPECT_NE(actions("redirect \"a@b.example\";"), "redirect to <a@b.example> (line 1)");
  message = repeated("Received: x\r\n", 100) + "\r\n";
  EXPECT_TRUE(run("redirect \"a@b.example\";").error);
}

// Names of scripts became paths: one could run the script of somebody else, or read any file by its errors.
TEST_F(KnownFaultsTest, PathsInNamesOfScripts) {
  for (const auto* name : {"../bob/main", "/etc/passwd", "..", ".", "a/../../b", "a\\\\..\\\\b\r\n", ""})
    for (const auto* place : {":personal", ":global"})
      EXPECT_FALSE(accepts("require \"include\"; include " + std::string(place) + " \"" + name + "\";"))
          << name;
  EXPECT_FALSE(accepts("require [\"include\", \"variables\"]; include \"${1}\";"));
}

// Names of mailboxes became paths. Here they are names and nothing else, which the store takes as they are;
// what could end a line or a string elsewhere is refused, also when it comes from the message.
TEST_F(KnownFaultsTest, PathsAndControlsInNamesOfMailboxes) {
  EXPECT_EQ(actions("require \"fileinto\"; fileinto \"../../etc/x\";"), "fileinto \"../../etc/x\" (line 1)");
  EXPECT_FALSE(accepts("require \"fileinto\"; fileinto \"a\r\nb\";"));
  message = "Subject: =?utf-8?q?a=01=7F?=\r\n\r\n";
  EXPECT_TRUE(run("require [\"fileinto\", \"variables\"]; if header :matches \"subject\" \"*\" { fileinto "
                  "\"${1}\"; }")
                  .error);
}

// CVE-2019-19783 (Cyrus): a fileinto that makes its mailbox did so with the rights of the administrator, in
// the name space of anybody. The engine never decides this: it asks, and whose mailbox it is stands in no
// action.
TEST_F(KnownFaultsTest, MailboxesOfOthers) {
  answers[MayDeliverTo{"user.eve"}] = false;
  EXPECT_EQ(
      actions(
          "require [\"fileinto\", \"mailbox\"]; if mailboxexists \"user.eve\" { fileinto \"user.eve\"; }"),
      "implicit keep");
}

// Extensions that run programs gave a shell to whoever may upload a script: a name led out of their folder,
// or an argument was an option or a line of its own. (That users are not offered them:
// account_kinds_test.cpp.)
TEST_F(KnownFaultsTest, Programs) {
  const std::string require = "require \"vnd.dovecot.execute\";";
  EXPECT_TRUE(accepts(require + "execute \"scan\" [\"$(id)\", \"; id\"];")) << "no shell reads it";
  for (const auto* name : {"../../bin/sh", "/bin/sh", "..", ".", "-c", "scan;id", "scan\nid", ""})
    EXPECT_FALSE(accepts(require + "execute \"" + std::string(name) + "\";")) << name;
  EXPECT_FALSE(accepts(require + "execute \"scan\" \"a\r\nb\";"));
}

// Encoded characters hid control octets and surrogates from checks made before they were decoded (RFC 5228
// section 2.4.2.4).
TEST_F(KnownFaultsTest, EncodedCharacters) {
  const std::string require = "require [\"encoded-character\", \"fileinto\"];";
  for (const auto* name : {"a${hex:00}b", "a${hex:0d 0a}b", "a${unicode:d800}b", "a${unicode:110000}b"})
    EXPECT_FALSE(accepts(require + "fileinto \"" + name + "\";")) << name;
}

// CVE-2020-10967 (Dovecot): an address with an empty quoted local part ended the process.
TEST_F(KnownFaultsTest, EmptyLocalParts) {
  message = "From: \"\"@sender.example\r\nTo: @, <>, \"\"@, (, \r\n\r\n";
  EXPECT_EQ(
      actions("require [\"envelope\", \"subaddress\"]; if address :user [\"from\", \"to\"] \"x\" { discard; }"
              "if envelope :localpart \"from\" \"x\" { discard; }"),
      "implicit keep");
}

// Dates beyond what the machine counts, in arithmetic without a check.
TEST_F(KnownFaultsTest, DatesOutOfRange) {
  message = "Date: Tue, 99 Nov 99999999999999999999 99:99:99 +9999\r\n\r\n";
  EXPECT_EQ(actions("require \"date\"; if date :zone \"+9999\" \"date\" \"year\" \"1\" { discard; }"
                    "if date :originalzone \"date\" \"julian\" \"1\" { discard; }"),
            "implicit keep");
}

}  // namespace
}  // namespace sieve
