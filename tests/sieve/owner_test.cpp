// What a script asks of its owner's store: duplicate (RFC 7352), special-use (RFC 8579), mailboxid (RFC
// 9042), mboxmetadata and servermetadata (RFC 5490), extlists (RFC 6134).

#include "tests/sieve/fixture.hpp"

namespace sieve {
namespace {

class DuplicateTest : public SieveTest {
 protected:
  DuplicateTest() { message = "Message-ID:  <a@b>\r\nSubject: one\r\nSubject: two\r\n\r\n"; }
  Outcome deliver(std::string_view script) {
    return run_with_memory("require [\"duplicate\", \"variables\"];" + std::string(script));
  }
  /// Is the message a duplicate, once what an earlier delivery remembered is known?
  bool again(std::string_view earlier, std::string_view test) {
    remembered.clear();
    for (const auto& one : deliver("if " + std::string(earlier) + " { discard; }").memory)
      remembered.insert(one.key);
    return std::holds_alternative<Discard>(deliver("if " + std::string(test) + " { discard; }").actions[0]);
  }
};

TEST_F(DuplicateTest, RemembersTheMessageId) {
  EXPECT_TRUE(again("duplicate", "duplicate"));
  EXPECT_TRUE(again("duplicate", "duplicate :header \"message-id\""));
  EXPECT_TRUE(again("duplicate", "duplicate :uniqueid \"<a@b>\""));
  EXPECT_FALSE(again("duplicate", "duplicate :uniqueid \"<A@B>\""));
}

TEST_F(DuplicateTest, HandlesAreApart) {
  EXPECT_FALSE(again("duplicate", "duplicate :handle \"x\""));
  EXPECT_FALSE(again("duplicate", "duplicate :handle \"\""));
  EXPECT_TRUE(again("duplicate :handle \"\"", "duplicate :handle \"\""));
  EXPECT_TRUE(again("duplicate :handle \"x\"", "duplicate :handle \"x\""));
  EXPECT_FALSE(again("duplicate :handle \"x\" :uniqueid \"yz\"", "duplicate :handle \"xy\" :uniqueid \"z\""));
}

TEST_F(DuplicateTest, TakesTheFirstFieldAndNoneThatIsMissing) {
  EXPECT_TRUE(again("duplicate :header \"subject\"", "duplicate :uniqueid \"one\""));
  EXPECT_TRUE(deliver("if duplicate :header \"x-none\" { discard; }").memory.empty());
  EXPECT_TRUE(deliver("if duplicate :header \"no: field\" { discard; }").memory.empty());
}

TEST_F(DuplicateTest, IsOneAnswerForOneRun) {
  const auto outcome = deliver("if duplicate { discard; } if duplicate { discard; }");
  EXPECT_TRUE(std::holds_alternative<Keep>(outcome.actions[0]));
  EXPECT_EQ(outcome.memory.size(), 1U);
}

TEST_F(DuplicateTest, KeepsForTheTimeThatIsAsked) {
  using std::chrono::seconds;
  const auto until = [&](std::string_view test) {
    const auto memory = deliver("if " + std::string(test) + " { discard; }").memory;
    return memory.empty() ? base::Time(seconds(-1)) : memory[0].until;
  };
  EXPECT_EQ(until("duplicate"), base::Time(seconds(7 * 24 * 3600)));
  EXPECT_EQ(until("duplicate :seconds 60"), base::Time(seconds(60)));
  EXPECT_EQ(until("duplicate :seconds 4000000000"), base::Time(seconds(90 * 24 * 3600)));
  EXPECT_EQ(until("duplicate :seconds 0"), base::Time(seconds(-1)));
}

TEST_F(DuplicateTest, LastBeginsAnew) {
  EXPECT_TRUE(again("duplicate", "duplicate"));
  EXPECT_TRUE(deliver("if duplicate { discard; }").memory.empty());
  EXPECT_EQ(deliver("if duplicate :last { discard; }").memory.size(), 1U);
}

TEST_F(DuplicateTest, RemembersNothingAfterAnError) {
  EXPECT_TRUE(deliver("if duplicate { discard; } redirect \"${a}\";").memory.empty());
}

TEST_F(DuplicateTest, RefusesTwoIds) {
  EXPECT_FALSE(accepts("require \"duplicate\"; if duplicate :header \"a\" :uniqueid \"b\" { keep; }"));
}

class MailboxesTest : public SieveTest {
 protected:
  void use(const std::string& use, const std::string& mailbox, std::optional<std::string> reply) {
    answers[MailboxWithUse{.use = use, .mailbox = mailbox}] = std::move(reply);
  }
  void id(const std::string& id, std::optional<std::string> reply) {
    answers[MailboxWithId{id}] = std::move(reply);
  }
  void annotate(const std::string& mailbox, const std::string& entry, std::optional<std::string> value) {
    answers[Metadata{.mailbox = mailbox, .entry = entry}] = std::move(value);
  }
};

TEST_F(MailboxesTest, FilesBySpecialUse) {
  use("\\Junk", "Spam", std::nullopt);
  use("\\Junk", "", "Unwanted");
  const auto* script =
      "require [\"fileinto\", \"special-use\"];\nfileinto :specialuse \"\\\\Junk\" \"Spam\";";
  EXPECT_EQ(actions(script), "fileinto \"Unwanted\" (line 2)");
  use("\\Junk", "Spam", "Spam");  // the default mailbox has the use itself
  EXPECT_EQ(actions(script), "fileinto \"Spam\" (line 2)");
  use("\\Junk", "Spam", std::nullopt);
  use("\\Junk", "", std::nullopt);
  EXPECT_EQ(actions(script), "fileinto \"Spam\" (line 2)");
}

TEST_F(MailboxesTest, AMailboxThatIsCreatedGetsTheSpecialUseThatNoneHas) {
  const std::string require = "require [\"fileinto\", \"special-use\", \"mailbox\"];\n";
  const std::string script = require + "fileinto :specialuse \"\\\\Archive\" :create \"Old\";";
  use("\\Archive", "Old", std::nullopt);
  use("\\Archive", "", std::nullopt);
  EXPECT_EQ(actions(script), "fileinto \"Old\", created if needed as \\Archive (line 2)");
  use("\\Archive", "", "Archive");
  EXPECT_EQ(actions(script), "fileinto \"Archive\", created if needed (line 2)");
}

TEST_F(MailboxesTest, TestsSpecialUses) {
  use("\\Junk", "", "Unwanted");
  use("\\Sent", "", std::nullopt);
  use("\\Junk", "Spam", std::nullopt);
  EXPECT_TRUE(holds("specialuse_exists \"\\\\Junk\"", "\"special-use\""));
  EXPECT_FALSE(holds("specialuse_exists [\"\\\\Junk\", \"\\\\Sent\"]", "\"special-use\""));
  EXPECT_FALSE(holds("specialuse_exists \"Spam\" \"\\\\Junk\"", "\"special-use\""));
  EXPECT_FALSE(holds("specialuse_exists \"Junk\"", "\"special-use\""));
  EXPECT_EQ(actions("require [\"fileinto\", \"special-use\"];\nfileinto :specialuse \"Junk\" \"x\";"),
            "error 2: fileinto: \"Junk\" is no special use");
}

TEST_F(MailboxesTest, FilesByMailboxId) {
  id("F1", "Renamed");
  id("F2", std::nullopt);
  EXPECT_EQ(actions("require [\"fileinto\", \"mailboxid\"];\nfileinto :mailboxid \"F1\" \"a\";\nfileinto "
                    ":mailboxid \"F2\" \"b\";"),
            "fileinto \"Renamed\" (line 2); fileinto \"b\" (line 3)");
  EXPECT_TRUE(holds("mailboxidexists \"F1\"", "\"mailboxid\""));
  EXPECT_FALSE(holds("mailboxidexists [\"F1\", \"F2\"]", "\"mailboxid\""));
  EXPECT_FALSE(accepts(
      "require [\"fileinto\", \"mailboxid\", \"special-use\"]; fileinto :mailboxid \"F1\" :specialuse "
      "\"\\\\Junk\" \"a\";"));
}

TEST_F(MailboxesTest, FilesACopyBySpecialUseOrId) {
  use("\\Sent", "Copies", std::nullopt);
  use("\\Sent", "", "Outbox");
  id("F1", "Renamed");
  const auto copy = [&](const std::string& tag) {
    const auto outcome =
        run("require [\"enotify\", \"fcc\", \"special-use\", \"mailboxid\"];\nnotify :fcc "
            "\"Copies\" " +
            tag + " :message \"m\" \"mailto:ken@example.com\";");
    const auto* notify = outcome.actions.empty() ? nullptr : std::get_if<Notify>(outcome.actions.data());
    return notify != nullptr && notify->fcc ? notify->fcc->mailbox : "none";
  };
  EXPECT_EQ(copy(""), "Copies");
  EXPECT_EQ(copy(":specialuse \"\\\\Sent\""), "Outbox");
  EXPECT_EQ(copy(":mailboxid \"F1\""), "Renamed");
}

TEST_F(MailboxesTest, TestsAnnotations) {
  annotate("INBOX", "/private/a", "on");
  annotate("INBOX", "/private/b", std::nullopt);
  annotate("", "/shared/c", "xyz");
  EXPECT_TRUE(holds("metadata :is \"INBOX\" \"/private/a\" \"ON\"", "\"mboxmetadata\""));
  EXPECT_FALSE(holds("metadata :contains \"INBOX\" \"/private/b\" \"\"", "\"mboxmetadata\""));
  EXPECT_FALSE(holds("metadata :contains \"\" \"/shared/c\" \"\"", "\"mboxmetadata\""));
  EXPECT_TRUE(holds("metadataexists \"INBOX\" \"/private/a\"", "\"mboxmetadata\""));
  EXPECT_FALSE(holds("metadataexists \"INBOX\" [\"/private/a\", \"/private/b\"]", "\"mboxmetadata\""));
  EXPECT_TRUE(holds("servermetadata :matches \"/shared/c\" \"x*\"", "\"servermetadata\""));
  EXPECT_TRUE(holds("servermetadataexists \"/shared/c\"", "\"servermetadata\""));
}

class ListTest : public SieveTest {
 protected:
  ListTest() {
    answers[ListKnown{book}] = true;
    const std::string ann = "ann@sender.example";
    const std::string bob = "bob@here.example";
    answers[ListHolds{book, {ann}}] = std::optional<std::string>("Ann@sender.example");
    answers[ListHolds{book, {ann, bob}}] = std::optional<std::string>("Ann@sender.example");
    answers[ListHolds{book, {bob}}] = std::optional<std::string>();
    answers[ListKnown{"tag:none"}] = false;
    using Members = ListMembers::Reply;
    answers[ListMembers{.list = team, .most = 5}] = Members({"ann@a.example", "Bob <bob@b.example>"});
    answers[ListMembers{.list = "tag:none", .most = 5}] = Members();
    answers[ListMembers{.list = "tag:empty", .most = 5}] = Members(std::in_place);
    answers[ListMembers{.list = "tag:dates", .most = 5}] = Members({"ann@a.example", "2026-12-24"});
    answers[ListMembers{.list = "tag:crowd", .most = 5}] = Members({"a@a", "b@a", "c@a", "d@a", "e@a"});
  }
  const std::string team = "tag:example.org,2026:team";
  const std::string book = "urn:ietf:params:sieve:addrbook:default";
};

TEST_F(ListTest, AsksTheList) {
  EXPECT_TRUE(holds("address :list [\"from\", \"to\"] \":addrbook:default\"", "\"extlists\""));
  EXPECT_FALSE(holds("address :list \"to\" \":addrbook:default\"", "\"extlists\""));
}

TEST_F(ListTest, TheDefaultBookHasManySpellings) {
  for (const auto* name :
       {":ADDRBOOK:DEFAULT", ":AddrBook:%44%65%66ault", "URN:ietf:params:sieve:addrbook:Default"})
    EXPECT_TRUE(holds("address :list \"from\" \"" + std::string(name) + "\"", "\"extlists\"")) << name;
}

TEST_F(ListTest, SetsTheValueThatMatched) {
  EXPECT_EQ(actions("require [\"extlists\", \"variables\", \"fileinto\"];\n"
                    "if address :list \"from\" \":addrbook:default\" { fileinto \"${0}\"; }"),
            "fileinto \"Ann@sender.example\" (line 2)");
}

TEST_F(ListTest, AsksForAllValuesOfATestAtOnce) {
  const auto program =
      this->program("require \"extlists\"; if address :list [\"from\", \"to\"] \"tag:x\" { stop; }");
  const Answers known{{ListKnown{"tag:x"}, true}};
  const auto asked = sieve::run(*program, mail::Message(message), environment(), known);
  EXPECT_EQ(std::get<Question>(asked),
            Question(ListHolds{.list = "tag:x", .values = {"ann@sender.example", "bob@here.example"}}));
}

TEST_F(ListTest, RedirectsToItsMembers) {
  const std::string require = "require [\"extlists\", \"copy\"];\n";
  EXPECT_EQ(actions(require + "redirect :list \"TAG:example.org,2026:t%65am\";"),
            "redirect to <ann@a.example> (line 2); redirect to <bob@b.example> (line 2)");
  EXPECT_EQ(actions(require + "redirect :copy :list \"" + team + "\";"),
            "redirect to <ann@a.example> as a copy (line 2); redirect to <bob@b.example> as a copy (line 2); "
            "implicit keep");
}

TEST_F(ListTest, RedirectsNothingIfItCannotRedirectAll) {
  const auto failure = [&](const std::string& list) {
    return actions("require \"extlists\"; redirect \"first@a.example\"; redirect :list \"" + list + "\";");
  };
  const std::string begin = "error 1: redirect: ";
  EXPECT_EQ(failure("tag:none"), begin + "there is no external list \"tag:none\" of addresses");
  EXPECT_EQ(failure("friends"), begin + "there is no external list \"friends\" of addresses");
  EXPECT_EQ(failure("tag:empty"), begin + "the external list \"tag:empty\" is empty");
  EXPECT_EQ(failure("tag:dates"), begin + "the external list \"tag:dates\" holds what is no address");
  EXPECT_EQ(failure("tag:crowd"), begin +
                                      "the external list \"tag:crowd\" has more than the 4 members that one "
                                      "message may be redirected to");
}

TEST_F(ListTest, ListsThatAreNotThereAreAnErrorOfTheRun) {
  EXPECT_EQ(actions("require \"extlists\";\nif header :list \"subject\" \"tag:none\" { keep; }"),
            "error 2: there is no external list \"tag:none\"");
  EXPECT_EQ(actions("require \"extlists\";\nif header :list \"subject\" \"friends\" { keep; }"),
            "error 2: there is no external list \"friends\"");
  EXPECT_TRUE(holds("valid_ext_list \":addrbook:default\"", "\"extlists\""));
  EXPECT_FALSE(holds("valid_ext_list [\":addrbook:default\", \"tag:none\"]", "\"extlists\""));
  EXPECT_FALSE(holds("valid_ext_list \"friends\"", "\"extlists\""));
}

TEST_F(ListTest, TakesNoComparatorAndNotEveryTest) {
  EXPECT_EQ(
      first_fault("require \"extlists\"; if header :list :comparator \"i;octet\" \"a\" \"tag:x\" { keep; }"),
      "1:24 :list takes no :comparator");
  EXPECT_FALSE(accepts("require [\"extlists\", \"body\"]; if body :list \"tag:x\" { keep; }"));
}

}  // namespace
}  // namespace sieve
