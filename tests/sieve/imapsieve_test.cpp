// imapsieve (RFC 6785): what a script sees of an IMAP event, and what it may not do there.

#include "tests/sieve/fixture.hpp"

namespace sieve {
namespace {

class ImapSieveTest : public SieveTest {
 protected:
  ImapSieveTest() {
    imap_event = true;
    items = {{"imap.user", "bob"},
             {"imap.cause", "FLAG"},
             {"imap.mailbox", "Work"},
             {"imap.changedflags", "\\Seen $A"}};
  }
};

TEST_F(ImapSieveTest, SeesTheEvent) {
  EXPECT_TRUE(holds("environment \"imap.cause\" \"FLAG\"", "\"environment\", \"imapsieve\""));
  EXPECT_TRUE(holds("environment \"imap.mailbox\" \"Work\"", "\"environment\", \"imapsieve\""));
  EXPECT_TRUE(holds("environment :contains \"imap.changedflags\" \"$A\"", "\"environment\", \"imapsieve\""));
  EXPECT_TRUE(holds("environment \"imap.email\" \"\"", "\"environment\", \"imapsieve\""));
  EXPECT_FALSE(holds("environment :contains \"imap.cause\" \"\"", "\"environment\""));
}

TEST_F(ImapSieveTest, AtADeliveryTheItemsAreEmpty) {
  imap_event = false;
  items.clear();
  for (const auto* item : {"user", "email", "cause", "mailbox", "changedflags"})
    EXPECT_TRUE(
        holds("environment \"imap." + std::string(item) + "\" \"\"", "\"environment\", \"imapsieve\""))
        << item;
  EXPECT_FALSE(holds("environment :contains \"imap.other\" \"\"", "\"environment\", \"imapsieve\""));
}

TEST_F(ImapSieveTest, WhatAnswersADeliveryIsAnError) {
  for (const std::string name : {"reject", "ereject", "vacation", "vacation-seconds"}) {
    EXPECT_EQ(actions("require \"" + name + "\"; keep;"),
              "error 0: \"" + name + "\" answers a delivery, and this is an IMAP event");
    imap_event = false;
    EXPECT_EQ(actions("require \"" + name + "\"; keep;"), "keep (line 1)");
    imap_event = true;
  }
  EXPECT_EQ(actions("require [\"ihave\"];\nif ihave \"vacation\" { vacation \"away\"; }"),
            "error 2: \"vacation\" answers a delivery, and this is an IMAP event");
}

TEST_F(ImapSieveTest, ThereIsNoEnvelope) {
  has_envelope = false;
  EXPECT_EQ(actions("require \"envelope\";\nif envelope \"from\" \"a\" { discard; }"),
            "error 2: envelope: this message came without one");
}

TEST_F(ImapSieveTest, AKeepIsNoCopyInInbox) {
  EXPECT_EQ(actions("require [\"fileinto\", \"copy\"];\nfileinto :copy \"INBOX\";"),
            "fileinto \"INBOX\" as a copy (line 2); implicit keep");
  EXPECT_EQ(actions("require \"fileinto\";\nfileinto \"INBOX\";\nkeep;"),
            "fileinto \"INBOX\" (line 2); keep (line 3)");
  EXPECT_EQ(actions("keep;\nkeep;"), "keep (line 1)");
}

}  // namespace
}  // namespace sieve
