// Annotations of mailboxes and of the server (RFC 5464).

#include "tests/store/engines/engine_test.hpp"

namespace tests {
namespace {

using base::Errc;

class AnnotationsTest : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    alice = account("alice@example.org");
    bob = account("bob@example.org");
    inbox = mailbox(alice, "INBOX").id;
  }
  std::optional<Errc> set(mail::AccountId who, mail::MailboxId where, const std::string& entry,
                          std::optional<std::string> value) {
    const auto done = mutate(who, store::SetMetadata{where, {{entry, std::move(value)}}});
    return done ? std::nullopt : std::optional(done.error().code);
  }
  std::optional<std::string> value(mail::AccountId who, mail::MailboxId where, const std::string& entry) {
    return wait(engine->store().metadata(who, where, entry)).value();
  }
  std::string entries(mail::AccountId who, mail::MailboxId where) {
    std::string out;
    for (const auto& one : wait(engine->store().annotations(who, where)).value())
      out += one.entry + "=" + one.value + ";";
    return out;
  }

  static constexpr mail::AccountId everybody{};
  static constexpr mail::MailboxId server{};
  mail::AccountId alice, bob;
  mail::MailboxId inbox;
};

TEST_P(AnnotationsTest, HaveNamesWithoutCase) {
  EXPECT_EQ(set(alice, inbox, "/Private/Comment", "mine"), std::nullopt);
  EXPECT_EQ(value(alice, inbox, "/PRIVATE/comment"), "mine");
  EXPECT_EQ(set(alice, inbox, "/private/comment", "yours"), std::nullopt);
  EXPECT_EQ(entries(alice, inbox), "/private/comment=yours;");
  EXPECT_EQ(set(alice, inbox, "/private/COMMENT", std::nullopt), std::nullopt);
  EXPECT_EQ(value(alice, inbox, "/private/comment"), std::nullopt);
  for (const auto* wrong : {"", "comment", "/comment", "/private", "/private/", "/private/a/", "/private//a",
                            "/private/a*", "/private/%", "/private/\xC3\xA4", "/private/a\n"})
    EXPECT_EQ(set(alice, inbox, wrong, "x"), Errc::syntax) << wrong;
  EXPECT_EQ(set(alice, inbox, "/private/" + std::string(250, 'x'), "x"), Errc::syntax);
}

TEST_P(AnnotationsTest, OfTheServerAreEverybodysIfShared) {
  EXPECT_EQ(set(everybody, server, "/shared/comment", "hello"), std::nullopt);
  EXPECT_EQ(set(alice, server, "/private/comment", "mine"), std::nullopt);
  EXPECT_EQ(value(alice, server, "/shared/comment"), "hello");
  EXPECT_EQ(value(bob, server, "/shared/comment"), "hello");
  EXPECT_EQ(value(bob, server, "/private/comment"), std::nullopt);
  EXPECT_EQ(entries(alice, server), "/private/comment=mine;/shared/comment=hello;");
  EXPECT_EQ(entries(everybody, server), "/shared/comment=hello;");
  EXPECT_EQ(set(alice, server, "/shared/comment", "no"), Errc::denied);
  EXPECT_EQ(set(alice, server, "/shared/comment", std::nullopt), Errc::denied);
  EXPECT_EQ(set(everybody, server, "/private/comment", "x"), Errc::denied);
}

TEST_P(AnnotationsTest, OfAMailboxGoWithItAndBelongToItsOwner) {
  EXPECT_EQ(set(bob, inbox, "/private/comment", "x"), Errc::not_found);
  EXPECT_EQ(set(everybody, inbox, "/shared/comment", "x"), Errc::denied);
  std::ignore = mutate(alice, store::CreateMailbox{"Work", ""});
  const auto work = mailbox(alice, "Work").id;
  EXPECT_EQ(set(alice, work, "/shared/comment", "x"), std::nullopt);
  EXPECT_EQ(value(alice, work, "/shared/comment"), "x");
  EXPECT_EQ(value(alice, inbox, "/shared/comment"), std::nullopt);
  std::ignore = mutate(alice, store::RenameMailbox{"Work", "Job"});
  EXPECT_EQ(value(alice, work, "/shared/comment"), "x");
  std::ignore = mutate(alice, store::DeleteMailbox{"Job"});
  EXPECT_EQ(value(alice, work, "/shared/comment"), std::nullopt);
}

TEST_P(AnnotationsTest, OfInboxStayWithItAndGoWithItsMessages) {
  EXPECT_EQ(set(alice, inbox, "/private/comment", "x"), std::nullopt);
  ASSERT_TRUE(mutate(alice, store::RenameMailbox{"INBOX", "Old"}));
  EXPECT_EQ(value(alice, mailbox(alice, "Old").id, "/private/comment"), "x");
  EXPECT_EQ(value(alice, mailbox(alice, "INBOX").id, "/private/comment"), "x");
}

TEST_P(AnnotationsTest, AreSetTogetherOrNotAtAll) {
  const auto set_all = [&](std::vector<store::AnnotationChange> changes) {
    const auto done = mutate(alice, store::SetMetadata{inbox, std::move(changes)});
    return done ? std::nullopt : std::optional(done.error().code);
  };
  EXPECT_EQ(set_all({{"/private/a", "1"}, {"/private/b*", "2"}}), Errc::syntax);
  EXPECT_EQ(set_all({{"/private/a", "1"}, {"/private/b", std::string(64 * 1024 + 1, 'x')}}), Errc::too_large);
  EXPECT_EQ(entries(alice, inbox), "");
  EXPECT_EQ(set_all({{"/private/a", "1"}, {"/private/b", "2"}}), std::nullopt);
  EXPECT_EQ(set_all({{"/private/a", std::nullopt}, {"/private/b", "3"}}), std::nullopt);
  EXPECT_EQ(entries(alice, inbox), "/private/b=3;");
}

TEST_P(AnnotationsTest, HaveLimits) {
  EXPECT_EQ(set(alice, inbox, "/private/a", std::string(64 * 1024, 'x')), std::nullopt);
  EXPECT_EQ(set(alice, inbox, "/private/a", std::string(64 * 1024 + 1, 'x')), Errc::too_large);
  for (int i = 1; i < 100; ++i)
    ASSERT_EQ(set(alice, inbox, "/private/" + std::to_string(i), "x"), std::nullopt);
  EXPECT_EQ(set(alice, inbox, "/private/more", "x"), Errc::over_quota);
  EXPECT_EQ(set(alice, inbox, "/private/A", "again"), std::nullopt);
  EXPECT_EQ(set(alice, server, "/private/more", "x"), std::nullopt);
}

NOTIFYD_FOR_EACH_ENGINE(AnnotationsTest);

}  // namespace
}  // namespace tests
