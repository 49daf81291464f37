// Notifications to URIs on their way through the notifier.

#include "tests/notifyd/dispatch/fixture.hpp"

namespace notifyd::dispatch {
namespace {

using namespace std::chrono_literals;

class UriTest : public NotifierTest {
 protected:
  UriTest() { uri_channels = {{"https", "webhook"}}; }

  mail::ModSeq notify(const std::string& scheme, const std::string& endpoint) {
    store::Deliver delivery{.account = alice};
    delivery.received = clock.now();
    delivery.log_id = "log-1";
    delivery.tell = false;
    delivery.uri_notifies.push_back({.notify = {.scheme = scheme,
                                                .endpoint = endpoint,
                                                .message = "new mail\r\n",
                                                .importance = "1",
                                                .cause = "x"}});
    auto delivered = wait(engine.store().deliver(std::move(delivery))).value();
    notifier->offer(std::move(delivered.leased));
    return delivered.modseq;
  }
};

TEST_F(UriTest, GoesToTheChannelOfItsScheme) {
  start();
  const auto modseq = notify("https", "https://push.example/room");
  ASSERT_TRUE(settled(1));
  ASSERT_EQ(channel->sent("https").size(), 1U);
  const auto sent = channel->sent("https").front();
  EXPECT_EQ(sent.target.address, "https://push.example/room");
  EXPECT_EQ(sent.target.secret, "");
  EXPECT_EQ(sent.account, "alice@example.org");
  EXPECT_EQ(sent.message, "new mail");
  EXPECT_EQ(sent.importance, "1");
  EXPECT_EQ(sent.log_id, "log-1");
  EXPECT_EQ(trace(modseq, "https"), "push: delivered: taken\n");
  EXPECT_EQ(stats().waiting + stats().later + stats().dead, 0U);
}

TEST_F(UriTest, IsTriedAgainUnderTheSameId) {
  channel->answer("https", {.verdict = Outcome::try_later, .reason = "busy"});
  start();
  notify("https", "https://push.example/room");
  ASSERT_TRUE(settled(1));
  EXPECT_EQ(stats().later, 1U);
  channel->answer("https", {.verdict = Outcome::delivered, .reason = "taken"});
  pass(3s);
  ASSERT_TRUE(settled(2));
  const auto sent = channel->sent("https");
  ASSERT_EQ(sent.size(), 2U);
  EXPECT_EQ(sent[0].id, sent[1].id);
}

TEST_F(UriTest, OfTwoOneStuckDoesNotHoldTheOther) {
  channel->stick("https", true);
  start();
  notify("https", "https://slow.example/");
  notify("https", "https://quick.example/");
  EXPECT_TRUE(pushed("https", 2));
  channel->stick("https", false);
  EXPECT_TRUE(settled(2));
}

TEST_F(UriTest, BecomesADeadLetterWhenRefusedOrWithoutAChannel) {
  channel->answer("https", {.verdict = Outcome::never, .reason = "gone (status 410)", .device_gone = true});
  start();
  notify("https", "https://push.example/room");
  notify("tel", "+15550100200");
  ASSERT_TRUE(settled(2));
  const auto letters = dead_letters();
  ASSERT_EQ(letters.size(), 2U);
  for (const auto& letter : letters) EXPECT_EQ(letter.kind, "uri");
  EXPECT_EQ(letters[0].reason, "this server has no channel of its kind");
  EXPECT_EQ(letters[1].reason, "gone (status 410)");
}

}  // namespace
}  // namespace notifyd::dispatch
