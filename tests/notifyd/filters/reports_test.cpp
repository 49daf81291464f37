// What a sender asked about reports (RFC 3461) and time (RFC 2852): what is told, and what goes on with a
// redirect.

#include "tests/notifyd/filters/fixture.hpp"

namespace notifyd::filters {
namespace {

class ReportsTest : public DepositTest {
 protected:
  /// The outgoing mails of one delivery to alice.
  std::vector<store::MailItem> deliver(const std::string& text, const std::string& notify,
                                       mail::Address sender = {"boss", "example.com"}) {
    if (!text.empty()) script(alice, text);
    mail::Envelope envelope;
    envelope.sender = std::move(sender);
    envelope.client_name = "client.example";
    envelope.id = "ID";
    envelope.received = clock.now();
    envelope.ret = "FULL";
    envelope.envid = "QQ+2B1";
    envelope.by = by;
    envelope.recipients.push_back(
        {.address = {"alice", "example.org"}, .original = "rfc822;old@example.org", .notify = notify});
    receipt = wait(deposit->deliver(std::move(envelope),
                                    mail::Message("X: " + std::to_string(++count_) + "\r\n" + some_mail)))
                  .at(0)
                  .value();
    std::vector<store::MailItem> mails;
    for (const auto& item : wait(engine->outbox().claim(10, std::chrono::seconds(30))).value())
      if (const auto* mail = std::get_if<store::MailItem>(&item.payload)) mails.push_back(*mail);
    return mails;
  }
  static bool says(const store::MailItem& mail, const std::string& text) {
    return mail.prefix.find(text) != std::string::npos;
  }
  std::optional<mail::DeliverBy> by;
  store::smtp::Receipt receipt;

 private:
  int count_ = 0;  // none of them is a retry
};

TEST_F(ReportsTest, ADeliveryIsReportedToWhoAskedForSuccess) {
  const auto mails = deliver("", "SUCCESS,FAILURE");
  ASSERT_EQ(mails.size(), 1u);
  EXPECT_TRUE(mails[0].sender.empty());
  EXPECT_EQ(mails[0].recipient.text(), "boss@example.com");
  EXPECT_EQ(mails[0].cause, "report");
  EXPECT_TRUE(says(mails[0], "\r\nAction: delivered\r\nStatus: 2.0.0\r\n")) << mails[0].prefix;
  EXPECT_TRUE(says(mails[0], "Original-Envelope-Id: QQ+1\r\n"));
  EXPECT_TRUE(says(mails[0], "Original-Recipient: rfc822; old@example.org\r\n"));
  EXPECT_TRUE(says(mails[0], "Final-Recipient: rfc822; alice@example.org\r\n"));
  EXPECT_TRUE(says(mails[0], "Subject: hi\r\n"));
  EXPECT_FALSE(says(mails[0], "hello")) << "RET is about failures";
}

TEST_F(ReportsTest, NobodyElseHearsOfADelivery) {
  for (const char* notify : {"", "NEVER", "FAILURE,DELAY"})
    EXPECT_TRUE(deliver("", notify).empty()) << notify;
  EXPECT_TRUE(deliver("", "SUCCESS", {}).empty()) << "a null sender";
}

TEST_F(ReportsTest, ADiscardIsADeliveryAndARefusalIsNone) {
  EXPECT_EQ(deliver("discard;", "SUCCESS").size(), 1u);
  EXPECT_TRUE(deliver("require \"reject\"; reject \"no\";", "SUCCESS").empty());
  EXPECT_FALSE(receipt.refusal.empty());
}

// RFC 3461 section 5.2.7.2.
TEST_F(ReportsTest, ASoleRedirectGoesOnWithAllThatWasAsked) {
  by = mail::DeliverBy{.until = clock.now() + std::chrono::minutes(1), .returns = true};
  const auto mails = deliver("redirect \"bob@example.net\";", "SUCCESS,DELAY");
  ASSERT_EQ(mails.size(), 1u);
  EXPECT_EQ(mails[0].sender.text(), "boss@example.com");
  EXPECT_EQ(mails[0].terms, (mail::Terms{.notify = "SUCCESS,DELAY",
                                         .original = "rfc822;old@example.org",
                                         .ret = "FULL",
                                         .envid = "QQ+2B1",
                                         .by = by}));
}

TEST_F(ReportsTest, WhatIsKeptIsToldByUsAndNotByTheOther) {
  const auto mails = deliver("require \"copy\"; redirect :copy \"bob@example.net\";", "SUCCESS,FAILURE");
  ASSERT_EQ(mails.size(), 2u);
  EXPECT_EQ(mails[0].terms.notify, "FAILURE");
  EXPECT_TRUE(says(mails[1], "\r\nAction: delivered\r\n"));
  const auto quiet = deliver("", "SUCCESS");
  ASSERT_EQ(quiet.size(), 2u);
  EXPECT_EQ(quiet[0].terms.notify, "NEVER") << "nothing else was asked for";
}

// RFC 3461 section 5.2.7.3 (c).
TEST_F(ReportsTest, SeveralRedirectsAreAnExpansion) {
  const auto mails = deliver("redirect \"bob@example.net\"; redirect \"kim@example.net\";", "SUCCESS");
  ASSERT_EQ(mails.size(), 3u);
  EXPECT_EQ(mails[0].terms.notify + mails[1].terms.notify, "NEVERNEVER");
  EXPECT_TRUE(says(mails[2], "\r\nAction: expanded\r\n"));
}

// RFC 6009 sections 6.1 and 7.1; RFC 3461 section 5.2.7.1.
TEST_F(ReportsTest, WhoRedirectsWithWishesOfHisOwnIsItsSender) {
  const auto mails = deliver(
      "require [\"redirect-dsn\", \"redirect-deliverby\"];"
      "redirect :notify \"NEVER\" :ret \"HDRS\" :bytimerelative 60 \"bob@example.net\";",
      "SUCCESS");
  ASSERT_EQ(mails.size(), 2u);
  EXPECT_EQ(mails[0].sender.text(), "alice@example.org");
  EXPECT_EQ(
      mails[0].terms,
      (mail::Terms{.notify = "NEVER",
                   .ret = "HDRS",
                   .by = mail::DeliverBy{.until = clock.now() + std::chrono::minutes(1), .returns = true}}));
  EXPECT_TRUE(says(mails[1], "\r\nAction: delivered\r\n"));
  const auto bounce = deliver("", "", {});
  ASSERT_EQ(bounce.size(), 1u);
  EXPECT_TRUE(bounce[0].sender.empty());
}

}  // namespace
}  // namespace notifyd::filters
