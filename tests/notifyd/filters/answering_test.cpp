// What scripts ask of the store during a delivery: mailboxes by their id (RFC 9042), annotations (RFC 5490),
// external lists (RFC 6134).

#include "notifyd/filters/answering.hpp"

#include "store/object_id.hpp"
#include "tests/notifyd/filters/fixture.hpp"

namespace notifyd::filters {
namespace {

class AnsweringTest : public DepositTest {
 protected:
  std::string id_of(mail::AccountId who, const std::string& mailbox) {
    return store::object_id(wait(engine->store().mailbox(who, mailbox)).value().mailbox.id);
  }
  void mutate(mail::AccountId who, store::Mutation mutation) {
    ASSERT_TRUE(wait(engine->store().mutate(who, std::move(mutation), "")));
  }
  void list(mail::AccountId owner, const std::string& name, std::vector<std::string> entries) {
    ASSERT_TRUE(wait(engine->store().put_list(owner, name, {})));
    ASSERT_TRUE(wait(engine->store().change_list(owner, {.name = name, .add = std::move(entries)}, {})));
  }
  /// Files into Archive if the test is true.
  bool is_true(const std::string& test, const std::string& octets = some_mail) {
    const auto before = messages(alice, "Archive").size();
    script(alice,
           "require [\"extlists\", \"mailboxid\", \"mboxmetadata\", \"servermetadata\", \"fileinto\", "
           "\"variables\"];\nif " +
               test + " { fileinto \"Archive\"; }");
    EXPECT_TRUE(send({"alice@example.org"}, octets).at(0));
    return messages(alice, "Archive").size() > before;
  }

  static constexpr mail::AccountId everybody{};
};

TEST_F(AnsweringTest, AMailboxIsFoundByItsIdWhateverItsName) {
  const auto archive = id_of(alice, "Archive");
  script(alice,
         "require [\"mailboxid\", \"fileinto\"]; fileinto :mailboxid \"" + archive + "\" \"Archive\";");
  mutate(alice, store::RenameMailbox{"Archive", "Old/Mail"});
  ASSERT_TRUE(send({"alice@example.org"}).at(0));
  EXPECT_EQ(messages(alice, "Old/Mail").size(), 1u);
  mutate(alice, store::DeleteMailbox{"Old/Mail"});
  mutate(alice, store::CreateMailbox{"Archive", ""});
  ASSERT_TRUE(send({"alice@example.org"}, "Subject: two\r\n\r\n").at(0));
  EXPECT_EQ(messages(alice, "Archive").size(), 1u);
}

TEST_F(AnsweringTest, TheIdsOfOtherAccountsNameNothing) {
  const auto bob = account("bob@example.org");
  EXPECT_TRUE(is_true("mailboxidexists \"" + id_of(alice, "Junk") + "\""));
  EXPECT_FALSE(is_true("mailboxidexists \"" + id_of(bob, "Junk") + "\"", "Subject: 2\r\n\r\n"));
  for (const auto* none : {"", "F", "F0", "7", "Fx"})
    EXPECT_FALSE(
        is_true("mailboxidexists \"" + std::string(none) + "\"", "X: " + std::string(none) + "\r\n\r\n"));
}

// The commit looks again at what would make it fail or file wrongly, and at nothing else.
TEST_F(AnsweringTest, OnlyTheNameOfAMailboxIsReliedOn) {
  CheckedScripts scripts(sieve_engine, 1 << 20, loops.pool());
  const std::function<net::Task<std::string>(mail::AccountId, std::string)> online;
  const std::function<net::Task<std::optional<std::string>>(sieve::ProgramRun)> programs;
  store::ReliedOn relied_on;
  Answering answering({.store = engine->store(),
                       .scripts = scripts,
                       .online = online,
                       .administrative = std::make_shared<const Administrative>(),
                       .programs = programs},
                      alice, relied_on);
  const sieve::MailboxWithId archive{id_of(alice, "Archive")};
  for (const sieve::Question& question : std::vector<sieve::Question>{
           archive, sieve::MailboxWithId{"F999"}, sieve::Metadata{.mailbox = "INBOX", .entry = "/private/a"},
           sieve::ListKnown{":x"}, sieve::ListHolds{.list = ":x", .values = {"a"}}})
    ASSERT_TRUE(wait(answering.find(question)));
  EXPECT_EQ(answering.answers().at(archive), sieve::Answer(std::optional<std::string>("Archive")));
  EXPECT_EQ(relied_on.mailboxes, (std::vector<std::pair<std::string, bool>>{{"Archive", true}}));
}

TEST_F(AnsweringTest, AnnotationsAreThoseOfTheScriptsOwner) {
  const auto bob = account("bob@example.org");
  const auto inbox = [&](mail::AccountId who) {
    return wait(engine->store().mailbox(who, "INBOX")).value().mailbox.id;
  };
  mutate(alice, store::SetMetadata{inbox(alice), {{"/private/comment", "on"}}});
  mutate(bob, store::SetMetadata{inbox(bob), {{"/private/other", "on"}}});
  mutate(everybody, store::SetMetadata{{}, {{"/shared/comment", "all"}}});
  mutate(bob, store::SetMetadata{{}, {{"/private/comment", "bob's"}}});
  EXPECT_TRUE(is_true("metadata \"inbox\" \"/Private/Comment\" \"ON\""));
  EXPECT_FALSE(is_true("metadataexists \"INBOX\" \"/private/other\"", "A: 1\r\n\r\n"));
  EXPECT_FALSE(is_true("metadataexists \"None\" \"/private/comment\"", "A: 2\r\n\r\n"));
  EXPECT_TRUE(is_true("servermetadata \"/shared/comment\" \"all\"", "A: 3\r\n\r\n"));
  EXPECT_FALSE(is_true("servermetadataexists \"/private/comment\"", "A: 4\r\n\r\n"));
  EXPECT_FALSE(is_true("servermetadataexists \"no name\"", "A: 5\r\n\r\n"));
}

TEST_F(AnsweringTest, ListsAreTheAccountsAndEverybodys) {
  const auto bob = account("bob@example.org");
  list(alice, "tag:example.org,2026:mine", {"Boss@Example.com"});
  list(bob, "tag:example.org,2026:bobs", {"boss@example.com"});
  list(everybody, "tag:example.org,2026:all", {"boss@example.com"});
  const auto in = [](const std::string& name) {
    return "string :list \"boss@example.com\" \"tag:example.org,2026:" + name + "\"";
  };
  EXPECT_TRUE(is_true(in("mine")));
  EXPECT_TRUE(is_true(in("all"), "A: 1\r\n\r\n"));
  EXPECT_FALSE(is_true("valid_ext_list \"tag:example.org,2026:bobs\"", "A: 2\r\n\r\n"));
  EXPECT_FALSE(is_true(in("bobs"), "A: 3\r\n\r\n"));
  EXPECT_NE(trace(alice).find("there is no external list \"tag:example.org,2026:bobs\""), std::string::npos);
  EXPECT_TRUE(is_true("header :list [\"to\", \"x\"] \"tag:example.org,2026:mine\"",
                      "To: nobody\r\nX:  bOSS@example.com \r\n\r\n"));
}

// What an account makes cannot stand in for what the administrator's script asks.
TEST_F(AnsweringTest, EverybodysListHidesOneOfTheAccount) {
  list(alice, "tag:example.org,2026:blocked", {"friend"});
  list(everybody, "tag:example.org,2026:blocked", {"enemy"});
  EXPECT_FALSE(is_true("string :list \"friend\" \"tag:example.org,2026:blocked\""));
  EXPECT_TRUE(is_true("string :list \"enemy\" \"tag:example.org,2026:blocked\"", "A: 1\r\n\r\n"));
}

TEST_F(AnsweringTest, EveryAccountHasADefaultAddressBook) {
  EXPECT_TRUE(is_true("valid_ext_list \":addrbook:default\""));
  EXPECT_FALSE(is_true("string :list \"ann\" \":addrbook:default\"", "A: 1\r\n\r\n"));
  list(alice, "urn:ietf:params:sieve:addrbook:default", {"Ann"});
  EXPECT_TRUE(is_true("string :list \"ann\" \":AddrBook:%44efault\"", "A: 2\r\n\r\n"));
  EXPECT_FALSE(is_true("valid_ext_list \":addrbook:other\"", "A: 3\r\n\r\n"));
}

TEST_F(AnsweringTest, AMailIsRedirectedToTheMembersOfAList) {
  list(alice, "tag:example.org,2026:team", {"a@a.example", "b@b.example"});
  script(alice, "require \"extlists\"; redirect :list \"tag:example.org,2026:team\";");
  ASSERT_TRUE(send({"alice@example.org"}).at(0));
  const auto items = wait(engine->outbox().claim(10, std::chrono::seconds(30))).value();
  ASSERT_EQ(items.size(), 2u);
  EXPECT_EQ(std::get<store::MailItem>(items[0].payload).recipient.text(), "a@a.example");
  EXPECT_EQ(std::get<store::MailItem>(items[1].payload).recipient.text(), "b@b.example");
  EXPECT_TRUE(messages(alice, "INBOX").empty());
}

TEST_F(AnsweringTest, AListThatCannotBeRedirectedToKeepsTheMail) {
  list(alice, "tag:example.org,2026:crowd", {"a@a.a", "b@a.a", "c@a.a", "d@a.a", "e@a.a"});
  for (const auto* name : {"tag:example.org,2026:crowd", "tag:example.org,2026:none", ":addrbook:default"}) {
    script(alice, "require \"extlists\"; redirect :list \"" + std::string(name) + "\";");
    ASSERT_TRUE(send({"alice@example.org"}, "Subject: " + std::string(name) + "\r\n\r\n").at(0));
  }
  EXPECT_EQ(messages(alice, "INBOX").size(), 3u);
  EXPECT_TRUE(wait(engine->outbox().claim(10, std::chrono::seconds(30))).value().empty());
  EXPECT_NE(trace(alice).find("has more than the 4 members"), std::string::npos);
  EXPECT_NE(trace(alice).find("the external list \":addrbook:default\" is empty"), std::string::npos);
}

}  // namespace
}  // namespace notifyd::filters
