// What scripts ask of the store, and what it answers: other scripts, their memory, mailboxes by their use.

#include "tests/notifyd/filters/fixture.hpp"

namespace notifyd::filters {
namespace {

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

}  // namespace
}  // namespace notifyd::filters
