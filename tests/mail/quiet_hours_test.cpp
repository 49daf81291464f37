// Quiet hours in the device's own zone.

#include "mail/quiet_hours.hpp"

#include <chrono>
#include <cstdio>
#include <string>

#include <gtest/gtest.h>

#include "mail/date.hpp"

namespace mail {
namespace {

/// From "2026-11-24T20:59:59Z".
base::Time at(const std::string& text) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  int hours = 0;
  int minutes = 0;
  int seconds = 0;
  std::sscanf(text.c_str(), "%d-%u-%uT%d:%d:%dZ", &year, &month, &day, &hours, &minutes, &seconds);
  const std::chrono::sys_days date(std::chrono::year(year) / std::chrono::month(month) /
                                   std::chrono::day(day));
  return base::Time(date.time_since_epoch() + std::chrono::hours(hours) + std::chrono::minutes(minutes) +
                    std::chrono::seconds(seconds));
}

std::string until(const QuietHours& hours, const std::string& when) {
  const auto end = quiet_until(hours, at(when));
  return end ? rfc3339(*end) : "not quiet";
}

constexpr int hour = 60;
const QuietHours night{.from_minute = 22 * hour, .to_minute = 7 * hour, .zone = "Europe/Berlin"};

TEST(QuietHoursTest, SpanMidnight) {
  EXPECT_EQ(until(night, "2026-11-24T20:59:59Z"), "not quiet");  // 21:59:59 in Berlin
  EXPECT_EQ(until(night, "2026-11-24T21:00:00Z"), "2026-11-25T06:00:00.000Z");
  EXPECT_EQ(until(night, "2026-11-25T02:00:00Z"), "2026-11-25T06:00:00.000Z");
  EXPECT_EQ(until(night, "2026-11-25T06:00:00Z"), "not quiet");
}

TEST(QuietHoursTest, LieWithinADay) {
  const QuietHours lunch{.from_minute = 12 * hour, .to_minute = 13 * hour + 30, .zone = "Asia/Kolkata"};
  EXPECT_EQ(until(lunch, "2026-11-24T06:30:00Z"), "2026-11-24T08:00:00.000Z");
  EXPECT_EQ(until(lunch, "2026-11-24T08:00:00Z"), "not quiet");
}

TEST(QuietHoursTest, FollowTheWallClockWhenItIsSet) {
  EXPECT_EQ(until(night, "2026-03-28T22:30:00Z"), "2026-03-29T05:00:00.000Z");  // forward that night
  EXPECT_EQ(until(night, "2026-10-24T21:30:00Z"), "2026-10-25T06:00:00.000Z");  // and back
}

TEST(QuietHoursTest, AreNeverWhenTheyBeginAtTheirEnd) {
  EXPECT_EQ(until({.from_minute = 60, .to_minute = 60, .zone = "UTC"}, "2026-11-24T01:00:00Z"), "not quiet");
}

TEST(QuietHoursTest, MayEndAtMidnight) {
  EXPECT_EQ(until({.from_minute = 22 * hour, .to_minute = 24 * hour, .zone = "UTC"}, "2026-11-24T23:00:00Z"),
            "2026-11-25T00:00:00.000Z");
}

TEST(QuietHoursTest, KnowTheNamesOfZones) {
  EXPECT_TRUE(is_time_zone("Europe/Berlin"));
  EXPECT_TRUE(is_time_zone("UTC"));
  EXPECT_FALSE(is_time_zone("Europe/Atlantis"));
  EXPECT_FALSE(is_time_zone(""));
}

}  // namespace
}  // namespace mail
