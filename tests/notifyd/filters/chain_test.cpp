// What scripts ask of the store, and what it answers: other scripts, their memory, mailboxes by their use.

#include "sieve/extension.hpp"
#include "tests/notifyd/filters/fixture.hpp"

namespace notifyd::filters {
namespace {

std::atomic<int> compiled = 0;

void count(sieve::Check& /*check*/, sieve::Statement& /*statement*/) {
  ++compiled;
}
sieve::Flow go_on(sieve::Run& /*run*/, const sieve::Statement& /*statement*/) {
  return sieve::Flow::next;
}

/// Its command counts how often a script that holds it is compiled.
const sieve::Extension counting_extension{
    .capability = "vnd.counting", .commands = {{.name = "counted", .check = count, .control = go_on}}};

class ChainTest : public DepositTest {
 protected:
  /// A script that is not active.
  void put(const std::string& name, const std::string& text) {
    using Kind = store::ScriptChange::Kind;
    ASSERT_TRUE(wait(engine->store().put_script(alice, {.kind = Kind::put, .name = name, .text = text}, {})));
  }
};

TEST_F(ChainTest, ScriptsIncludeThoseOfTheAccountAndOfTheSite) {
  Administrative site;
  site.global.emplace("box", sieve_engine
                                 .check("require [\"include\", \"variables\"]; global \"box\"; "
                                        "set \"box\" \"Archive\";")
                                 .program);
  open(std::move(site));
  put("spam", "if header \"Subject\" \"spam\" { discard; stop; }");
  script(alice,
         "require [\"include\", \"variables\", \"fileinto\", \"mailbox\"]; global \"box\"; include \"spam\"; "
         "include :global \"box\"; include :optional \"none\"; fileinto :create \"${box}\";");
  ASSERT_TRUE(send({"alice@example.org"}).at(0));
  ASSERT_TRUE(send({"alice@example.org"}, "Subject: spam\r\n\r\n").at(0));
  EXPECT_EQ(messages(alice, "Archive").size(), 1u);
  EXPECT_TRUE(messages(alice, "INBOX").empty());
}

TEST_F(ChainTest, AScriptWithErrorsIsNoneThatCanBeIncluded) {
  put("broken", "kepp;");
  script(alice, "require \"include\"; discard; include \"broken\";");
  ASSERT_TRUE(send({"alice@example.org"}).at(0));
  EXPECT_EQ(messages(alice, "INBOX").size(), 1u);
}

TEST_F(ChainTest, AScriptIsCompiledOnceHoweverManyDeliveriesIncludeIt) {
  const auto built_in = sieve::built_in_extensions();
  std::vector<const sieve::Extension*> extensions(built_in.begin(), built_in.end());
  extensions.push_back(&counting_extension);
  sieve_engine = sieve::Engine(extensions, sieve::built_in_methods(), {});
  compiled = 0;
  put("other", "require [\"vnd.counting\", \"fileinto\"]; counted; fileinto \"Archive\";");
  script(alice, "require [\"vnd.counting\", \"include\"]; counted; include \"other\";");
  for (const auto* subject : {"one", "two", "three"}) {
    ASSERT_TRUE(send({"alice@example.org"}, "Subject: " + std::string(subject) + "\r\n\r\n").at(0));
    EXPECT_EQ(compiled, 2) << "these two scripts, with the first delivery: " << subject;
  }
  EXPECT_EQ(messages(alice, "Archive").size(), 3u);
  put("other", "require \"vnd.counting\"; counted; discard;");
  ASSERT_TRUE(send({"alice@example.org"}, "Subject: four\r\n\r\n").at(0));
  EXPECT_EQ(compiled, 3) << "the one that changed";
  EXPECT_EQ(messages(alice, "Archive").size(), 3u);
}

TEST_F(ChainTest, ADuplicateIsKnownToTheNextDelivery) {
  script(alice, "require \"duplicate\"; if duplicate { discard; }");
  for (const auto* octets :
       {"Message-ID: <1@x>\r\n\r\none", "Message-ID: <1@x>\r\n\r\nagain", "Message-ID: <2@x>\r\n\r\ntwo"})
    ASSERT_TRUE(send({"alice@example.org"}, octets).at(0));
  EXPECT_EQ(messages(alice, "INBOX").size(), 2u);
}

TEST_F(ChainTest, AMailboxIsFoundByItsSpecialUse) {
  script(alice,
         "require [\"special-use\", \"fileinto\"]; if specialuse_exists \"\\\\Important\" { discard; } "
         "else { fileinto :specialuse \"\\\\junk\" \"INBOX\"; }");
  ASSERT_TRUE(send({"alice@example.org"}).at(0));
  EXPECT_EQ(messages(alice, "Junk").size(), 1u);
}

TEST_F(ChainTest, ScriptsSeeTheItemsOfTheSiteBesideThoseOfTheDelivery) {
  items = {{"vnd.dovecot.config.tier", "gold"}};
  open();
  script(alice,
         "require [\"vnd.dovecot.environment\", \"variables\", \"fileinto\", \"mailbox\"];"
         "fileinto :create \"${env.vnd.dovecot.config.tier}-${env.location}\";");
  ASSERT_TRUE(send({"alice@example.org"}).at(0));
  EXPECT_EQ(messages(alice, "gold-MS").size(), 1u);
}

}  // namespace
}  // namespace notifyd::filters
