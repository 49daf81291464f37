// Presence, quiet hours, and slow destinations: nobody is disturbed, nobody waits for another.

#include "tests/notifyd/dispatch/fixture.hpp"

namespace notifyd::dispatch {
namespace {

using namespace std::chrono_literals;

TEST_F(NotifierTest, PushesToTheTabletOnlyWhileThePhoneHearsInBand) {
  const auto phone = device("phone");
  device("tablet");
  const auto session = presence->listen(alice, phone);
  start();
  const auto modseq = deliver();
  ASSERT_TRUE(settled(1));
  EXPECT_EQ(channel->sent("tablet").size(), 1u);
  EXPECT_TRUE(channel->sent("phone").empty());
  session->wrote({modseq}, 100);
  session->acknowledged(100);
  pass(10s);
  ASSERT_TRUE(settled(2));
  EXPECT_TRUE(channel->sent("phone").empty());
  EXPECT_NE(trace(modseq, "phone").find("presence: it has heard in band"), std::string::npos)
      << trace(modseq, "phone");
  EXPECT_EQ(stats().waiting + stats().later, 0u);
}

TEST_F(NotifierTest, PushesAfterAllWhenTheAcknowledgementDoesNotCome) {
  const auto phone = device("phone");
  const auto session = presence->listen(alice, phone);
  start();
  const auto modseq = deliver();
  session->wrote({modseq}, 100);
  ASSERT_TRUE(settled(1));
  pass(10s);
  ASSERT_TRUE(pushed("phone", 1));
  EXPECT_TRUE(settled(2));
}

TEST_F(NotifierTest, PushesAfterAllWhenTheSessionWasNotToldOfThisMailbox) {
  const auto phone = device("phone");
  const auto session = presence->listen(alice, phone);
  start();
  deliver();
  ASSERT_TRUE(settled(1));
  pass(10s);
  EXPECT_TRUE(pushed("phone", 1));
}

/// The clock starts at 2023-11-14 22:13:20 UTC.
store::Device quiet_phone() {
  return {.name = "phone",
          .quiet_hours = mail::QuietHours{.from_minute = 22 * 60, .to_minute = 7 * 60, .zone = "UTC"}};
}

TEST_F(NotifierTest, HoldsInQuietHoursAndCoalescesAtTheirEnd) {
  device(quiet_phone());
  device("tablet");
  start();
  constexpr std::size_t many = 100;  // more than the line of a device holds
  for (std::size_t i = 0; i < many; ++i) {
    deliver();
    ASSERT_TRUE(settled(i + 1));
  }
  EXPECT_EQ(channel->sent("tablet").size(), many);
  EXPECT_TRUE(channel->sent("phone").empty());
  EXPECT_EQ(stats().later, many);
  pass(9h);
  ASSERT_TRUE(settled(2 * many));
  ASSERT_EQ(channel->sent("phone").size(), 1u);
  EXPECT_EQ(channel->sent("phone").front().events, many);
  EXPECT_EQ(stats().waiting + stats().later + stats().dead, 0u);
}

TEST_F(NotifierTest, CountsTheLifetimeOfWhatWasHeldFromTheEndOfTheQuietHours) {
  device(quiet_phone());
  start();
  deliver();
  ASSERT_TRUE(settled(1));
  pass(9h);
  ASSERT_TRUE(pushed("phone", 1));
  EXPECT_GT(channel->sent("phone").front().expires, clock.now() + 3h);
}

// It registers anew between two looks at its account.
TEST_F(NotifierTest, WhatWasHeldForTwoPlacesOfADeviceGoesToBoth) {
  settings.gather = std::chrono::seconds(2);
  device(quiet_phone());
  start();
  deliver();
  ASSERT_TRUE(settled(1));
  const auto before = channel->looked_up.load();
  pass(9h);
  ASSERT_TRUE(happenings.until([&] { return channel->looked_up > before; })) << "it waits for others to come";
  auto phone = device_called("phone");
  phone.channel->address = "https://new.example/";
  device(phone);
  clock.advance(-9h);
  deliver();
  ASSERT_TRUE(settled(2));
  pass(9h);
  ASSERT_TRUE(pushed("phone", 2));
  EXPECT_EQ(channel->sent("phone")[0].target.address, "https://phone.example/");
  EXPECT_EQ(channel->sent("phone")[1].target.address, "https://new.example/");
  EXPECT_EQ(channel->sent("phone")[1].events, 1u);
}

TEST_F(NotifierTest, LetsASlowDeviceDelayNoOther) {
  device("phone");
  device("tablet");
  channel->stick("phone", true);
  start();
  for (int i = 0; i < 10; ++i) deliver();
  EXPECT_TRUE(pushed("tablet", 10));
  EXPECT_EQ(channel->sent("phone").size(), 1u) << "one at a time for each device";
  channel->stick("phone", false);
  EXPECT_TRUE(settled(10));
  EXPECT_EQ(channel->sent("phone").size(), 10u);
}

TEST_F(NotifierTest, MakesRowsAgainOfWhatDoesNotFitIntoTheLineOfADevice) {
  settings.device_line = 3;
  device("phone");
  channel->stick("phone", true);
  start();
  for (int i = 0; i < 10; ++i) deliver();
  EXPECT_TRUE(settled(6));  // one is being sent, three wait
  EXPECT_EQ(stats().later, 6u);
  channel->stick("phone", false);
  EXPECT_TRUE(settled(10));
}

TEST_F(NotifierTest, AsksADestinationThatDoesNotAnswerOnlyNowAndThen) {
  std::vector<std::string> phones;
  for (int i = 0; i < 8; ++i) phones.push_back("phone" + std::to_string(i));
  const auto sent = [&] {
    std::size_t count = 0;
    for (const auto& phone : phones) count += channel->sent(phone).size();
    return count;
  };
  for (const auto& phone : phones) {
    device(
        store::Device{.name = phone,
                      .channel = store::Channel{
                          .kind = "webhook", .address = "https://dead.example/", .secret = "", .extra = ""}});
    channel->answer(phone, {.verdict = Outcome::try_later, .reason = "no answer in time"});
  }
  start();
  deliver();
  ASSERT_TRUE(settled(1));
  ASSERT_EQ(sent(), 8u);
  for (const auto& phone : phones) channel->stick(phone, true);
  deliver();
  ASSERT_TRUE(happenings.until([&] { return sent() == 9; }));
  let_the_loop_turn();
  for (const auto& phone : phones) channel->stick(phone, false);
  ASSERT_TRUE(settled(2));
  EXPECT_EQ(sent(), 9u) << "one push finds out whether it is back";
}

TEST_F(NotifierTest, TakesNoMoreIntoMemoryThanItsCapacity) {
  settings.capacity = 5;
  device("phone");
  channel->stick("phone", true);
  start();
  for (int i = 0; i < 20; ++i) deliver();
  ASSERT_TRUE(pushed("phone", 1));
  EXPECT_FALSE(notifier->has_room());
  channel->stick("phone", false);
  EXPECT_TRUE(settled(20)) << "what was not leased is claimed";
  EXPECT_EQ(channel->sent("phone").size(), 20u);
}

}  // namespace
}  // namespace notifyd::dispatch
