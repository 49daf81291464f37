// NF: presence and quiet hours as decisions.

#include "notifyd/filters/notification.hpp"

#include <gtest/gtest.h>

namespace notifyd::filters {
namespace {

using namespace std::chrono_literals;
using Act = Manner::Act;
using Heard = store::Presence::Heard;

const base::Time happened = base::from_microseconds(1'700'000'000'000'000);

TEST(PresenceFilterTest, PushesAtOnceToADeviceThatDoesNotListen) {
  EXPECT_EQ(by_presence(false, Heard::no, happened, happened).act, Act::push);
}

TEST(PresenceFilterTest, IsSilentOnlyAfterTheAcknowledgement) {
  EXPECT_EQ(by_presence(true, Heard::yes, happened, happened).act, Act::silent);
  EXPECT_EQ(by_presence(false, Heard::yes, happened, happened).act, Act::silent)
      << "the session may have ended meanwhile";
  EXPECT_EQ(by_presence(true, Heard::pending, happened, happened).act, Act::wait);
}

TEST(PresenceFilterTest, DecidesTenSecondsAfterTheEvent) {
  EXPECT_EQ(by_presence(true, Heard::no, happened, happened + 1s).until, happened + 10s);
  EXPECT_EQ(by_presence(true, Heard::no, happened, happened + 10s).act, Act::push);
}

TEST(PresenceFilterTest, PushesWhenTheClockWasSetBack) {
  EXPECT_EQ(by_presence(true, Heard::no, happened, happened - 1h).act, Act::push);
  EXPECT_EQ(by_presence(true, Heard::pending, happened, happened - 1h).act, Act::push);
  EXPECT_EQ(by_presence(true, Heard::no, happened, happened - 1s).until, happened + 10s)
      << "a hair's breadth";
}

TEST(PresenceFilterTest, PushesWithinFifteenSecondsWhateverStaysUnacknowledged) {
  auto now = happened;
  while (by_presence(true, Heard::pending, happened, now).act == Act::wait)
    now = by_presence(true, Heard::pending, happened, now).until;
  EXPECT_EQ(by_presence(true, Heard::pending, happened, now).act, Act::push);
  EXPECT_LT(now, happened + 15s);
}

TEST(QuietHoursFilterTest, HoldsUntilTheirEnd) {
  const mail::QuietHours night{.from_minute = 22 * 60, .to_minute = 7 * 60, .zone = "UTC"};
  const auto held = by_quiet_hours(night, happened);  // 2023-11-14 22:13:20 UTC
  EXPECT_EQ(held.act, Act::wait);
  EXPECT_EQ(held.until, happened + 8h + 46min + 40s);
  EXPECT_EQ(by_quiet_hours(night, held.until).act, Act::push);
  EXPECT_EQ(by_quiet_hours(std::nullopt, happened).act, Act::push);
}

}  // namespace
}  // namespace notifyd::filters
