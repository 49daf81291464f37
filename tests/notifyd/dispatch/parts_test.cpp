// The small parts of the notifier by themselves.

#include <gtest/gtest.h>

#include "base/config.hpp"
#include "notifyd/dispatch/backoff.hpp"
#include "notifyd/dispatch/content.hpp"
#include "notifyd/dispatch/rate.hpp"
#include "notifyd/dispatch/settings.hpp"

namespace notifyd::dispatch {
namespace {

using namespace std::chrono_literals;

const base::Time start = base::from_microseconds(1'700'000'000'000'000);

TEST(BackoffTest, DoublesUpToItsLimit) {
  const Backoff backoff{.first = 2s, .longest = 1h};
  EXPECT_EQ(next_try(backoff, 0, std::nullopt, start, 0.5), start + 2s);
  EXPECT_EQ(next_try(backoff, 3, std::nullopt, start, 0.5), start + 16s);
  EXPECT_EQ(next_try(backoff, 4'000'000'000, std::nullopt, start, 0.5), start + 1h);
}

TEST(BackoffTest, SpreadsWhatFailedTogether) {
  const Backoff backoff{.first = 8s, .longest = 1h};
  EXPECT_EQ(next_try(backoff, 0, std::nullopt, start, 0.0), start + 6s);
  EXPECT_LT(next_try(backoff, 0, std::nullopt, start, 0.999), start + 10s);
}

TEST(BackoffTest, WhatHadNoTurnComesBackTheLaterTheOlderItIs) {
  const Backoff backoff{.first = 2s, .longest = 1h};
  EXPECT_EQ(next_turn(backoff, start, start, 0.5), start + 2s);
  EXPECT_EQ(next_turn(backoff, start - 40s, start, 0.5), start + 10s);
  EXPECT_EQ(next_turn(backoff, start - 24h, start, 0.5), start + 1min);
  EXPECT_EQ(next_turn(backoff, start + 24h, start, 0.5), start + 2s) << "the clock was set back";
}

TEST(BackoffTest, WaitsAtLeastAsLongAsTheOtherSideAsks) {
  const Backoff backoff{.first = 2s, .longest = 1h};
  EXPECT_GE(next_try(backoff, 0, 100s, start, 0.0), start + 100s);
  EXPECT_EQ(next_try(backoff, 0, 1s, start, 0.5), start + 2s);
  EXPECT_LE(next_try(backoff, 0, 1'000'000s, start, 0.0), start + 24h)
      << "nobody may silence a device for ever";
}

TEST(RateTest, LetsABurstThroughAndThenKeepsThePace) {
  Rate rate(10, 3);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(rate.take(start, 1s), start);
  EXPECT_EQ(rate.take(start, 1s), start + 100ms);
  EXPECT_EQ(rate.take(start, 1s), start + 200ms);
}

TEST(RateTest, SavesNoMoreThanItsBurst) {
  Rate rate(10, 2);
  const auto later = start + 1h;
  EXPECT_EQ(rate.take(later, 1s), later);
  EXPECT_EQ(rate.take(later, 1s), later);
  EXPECT_EQ(rate.take(later, 1s), later + 100ms);
}

TEST(RateTest, TakesNothingWhenTheWaitWouldBeTooLong) {
  Rate rate(1, 1);
  EXPECT_EQ(rate.take(start, 1500ms), start);
  EXPECT_EQ(rate.take(start, 1500ms), start + 1s);
  EXPECT_EQ(rate.take(start, 1500ms), std::nullopt);
  EXPECT_EQ(rate.take(start + 1s, 1500ms), start + 2s);
}

TEST(RateTest, RestsNoLongerBecauseTheClockIsSetBack) {
  Rate rate(1, 1);
  EXPECT_EQ(rate.take(start, 1500ms), start);
  EXPECT_EQ(rate.take(start - 1h, 1500ms), start - 1h);
  EXPECT_EQ(rate.take(start - 1h, 1500ms), start - 1h + 1s);
}

TEST(NotificationIdTest, IsTheSameForTheSamePushAndFitsATopic) {
  const auto now = base::from_microseconds(1'700'000'000'000'000);
  const auto id = notification_id({1}, {2}, now, {3});
  EXPECT_EQ(id, notification_id({1}, {2}, now, {3}));
  EXPECT_EQ(id.size(), 24u);
  EXPECT_NE(id, notification_id({1}, {2}, now, {4}));
  EXPECT_NE(id, notification_id({12}, {2}, now, {3}));
  EXPECT_NE(id, notification_id({1}, {2}, now + std::chrono::microseconds(1), {3})) << "another store";
}

TEST(DispatchSettingsTest, AreReadFromTheNotifiersTable) {
  auto config = base::Config::of_text("[notifier]\nper_destination = 8\nwake_lifetime = \"1h\"\n", "t.toml",
                                      [](const std::string&) { return std::nullopt; });
  const auto settings = read_settings(config);
  EXPECT_EQ(settings.per_destination, 8u);
  EXPECT_EQ(settings.wake_lifetime, 1h);
  EXPECT_TRUE(config.faults().empty());
}

}  // namespace
}  // namespace notifyd::dispatch
