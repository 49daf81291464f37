// What the notifier does when a push fails: later, never, gone.

#include "tests/notifyd/dispatch/fixture.hpp"

namespace notifyd::dispatch {
namespace {

using namespace std::chrono_literals;

const Outcome busy{.verdict = Outcome::try_later, .reason = "busy (status 503)"};

TEST_F(NotifierTest, TriesAgainOnlyWhereItFailed) {
  device("phone");
  device("tablet");
  channel->answer("phone", busy);
  start();
  const auto modseq = deliver();
  ASSERT_TRUE(settled(1));
  EXPECT_EQ(stats().later, 1u);
  channel->answer("phone", {.verdict = Outcome::delivered, .reason = "taken"});
  pass(3s);
  ASSERT_TRUE(settled(2));
  ASSERT_EQ(channel->sent("phone").size(), 2u);
  EXPECT_EQ(channel->sent("phone")[0].id, channel->sent("phone")[1].id) << "a repetition can be recognised";
  EXPECT_EQ(channel->sent("tablet").size(), 1u);
  EXPECT_EQ(stats().waiting + stats().later, 0u);
  const auto told = trace(modseq, "phone");
  EXPECT_LT(told.find("push: try later: busy (status 503)"), told.find("push: delivered")) << told;
}

TEST_F(NotifierTest, WaitsLongerAfterEachFailure) {
  device("phone");
  channel->answer("phone", busy);
  start();
  deliver();
  ASSERT_TRUE(settled(1));
  pass(2s);  // the first retry, by the chance of the fixture exactly the step
  ASSERT_TRUE(settled(2));
  EXPECT_EQ(channel->sent("phone").size(), 2u);
  const auto due = wait(engine.outbox().next_due()).value().value();
  EXPECT_GE(due - clock.now(), 4s);
  EXPECT_LE(due - clock.now(), 10s);
}

TEST_F(NotifierTest, HonoursRetryAfter) {
  device("phone");
  auto asked = busy;
  asked.again_after = 600s;
  channel->answer("phone", asked);
  start();
  deliver();
  ASSERT_TRUE(settled(1));
  EXPECT_GE(wait(engine.outbox().next_due()).value().value() - clock.now(), 600s);
}

TEST_F(NotifierTest, TriesAgainWhenTheClockIsSetBack) {
  device("phone");
  channel->answer("phone", busy);
  start();
  deliver();
  ASSERT_TRUE(settled(1));
  channel->answer("phone", {.verdict = Outcome::delivered, .reason = "taken"});
  pass(-1h);
  ASSERT_TRUE(settled(2));
  EXPECT_EQ(channel->sent("phone").size(), 2u);
}

TEST_F(NotifierTest, GivesUpWhenTheNotificationHasExpired) {
  device("phone");
  auto asked = busy;
  asked.again_after = 5h;  // beyond the four hours of a wake
  channel->answer("phone", asked);
  start();
  deliver();
  ASSERT_TRUE(settled(1));
  ASSERT_EQ(dead_letters().size(), 1u);
  EXPECT_EQ(dead_letters().front().device, "phone");
  EXPECT_EQ(dead_letters().front().reason, "expired; last: busy (status 503)");
}

TEST_F(NotifierTest, KeepsADeadLetterThatCanBeRevived) {
  device("phone");
  device("tablet");
  channel->answer("phone", {.verdict = Outcome::never, .reason = "refused with status 403"});
  start();
  deliver();
  ASSERT_TRUE(settled(1));
  ASSERT_EQ(dead_letters().size(), 1u);
  EXPECT_EQ(device_called("phone").retired, "") << "never is about this notification only";
  channel->answer("phone", {.verdict = Outcome::delivered, .reason = "taken"});
  clock.advance(48h);  // a revived letter has a life of its own
  wait(engine.outbox().revive(dead_letters().front().id)).value();
  notifier->poke();
  ASSERT_TRUE(settled(2));
  EXPECT_EQ(channel->sent("phone").size(), 2u);
  EXPECT_EQ(channel->sent("tablet").size(), 1u);
  EXPECT_TRUE(dead_letters().empty());
}

TEST_F(NotifierTest, RetiresADeviceThatIsGone) {
  device("phone");
  device("tablet");
  channel->answer(
      "phone",
      {.verdict = Outcome::never, .reason = "the registration is gone (status 410)", .device_gone = true});
  start();
  deliver();
  ASSERT_TRUE(settled(1));
  stop();  // what was decided is written
  EXPECT_EQ(device_called("phone").retired, "the registration is gone (status 410)");
  notifier.reset();
  start();
  const auto second = deliver();
  ASSERT_TRUE(pushed("tablet", 2));
  ASSERT_TRUE(settled(2));
  EXPECT_EQ(channel->sent("phone").size(), 1u);
  EXPECT_NE(trace(second, "phone").find("it is retired"), std::string::npos);
}

TEST_F(NotifierTest, RemembersWhatAConnectorLearned) {
  device("phone");
  channel->answer("phone", {.verdict = Outcome::delivered, .reason = "taken", .remember = "key"});
  start();
  deliver();
  ASSERT_TRUE(settled(1));
  EXPECT_EQ(device_called("phone").channel->extra, "key");
}

TEST_F(NotifierTest, DeadLettersAKindThatThisServerLacks) {
  device(
      store::Device{.name = "phone",
                    .channel = store::Channel{.kind = "pager", .address = "1", .secret = "", .extra = ""}});
  start();
  deliver();
  ASSERT_TRUE(settled(1));
  EXPECT_EQ(dead_letters().at(0).reason, "this server has no channel of its kind");
}

TEST_F(NotifierTest, SettlesNothingOnceItsLeaseIsLost) {
  device("phone");
  channel->stick("phone", true);
  settings.poll = 1h;  // the notifier does not look by itself, or it could take its own row again
  start();
  ASSERT_TRUE(happenings.until([&] { return outbox.looks > 0; }));
  deliver();
  ASSERT_TRUE(pushed("phone", 1));
  clock.advance(5min);  // the lease lapses while the send is under way, and another worker takes the row
  const auto taken = wait(engine.outbox().claim(10, 60000ms)).value();
  ASSERT_EQ(taken.size(), 1u);
  channel->stick("phone", false);
  ASSERT_TRUE(settled(1));
  EXPECT_EQ(outbox.settled_rows, 0u);
  EXPECT_EQ(outbox.refused, 1u);
  EXPECT_EQ(stats().waiting, 1u) << "the row is the other worker's";
}

TEST_F(NotifierTest, EndsWhatIsBeingSentAndWritesItWhenStopped) {
  device("phone");
  channel->stick("phone", true);
  start();
  deliver();
  ASSERT_TRUE(pushed("phone", 1));
  notifier->stop(std::chrono::steady_clock::now() + std::chrono::seconds(30));
  channel->stick("phone", false);
  running.join();
  EXPECT_EQ(outbox.settled_rows, 1u);
  EXPECT_EQ(stats().waiting + stats().later, 0u);
}

}  // namespace
}  // namespace notifyd::dispatch
