// mail/zone: quiet hours live in a person's zone.

#include "mail/zone.hpp"

#include <gtest/gtest.h>

#include "mail/date.hpp"

namespace mail {
namespace {

base::Time at(std::string_view text) {
  return parse_rfc3339(text).value();
}

TEST(ZoneTest, KnowsIanaNamesOnly) {
  EXPECT_TRUE(is_zone("Europe/Berlin"));
  EXPECT_TRUE(is_zone("UTC"));
  EXPECT_FALSE(is_zone("Europe/Nowhere"));
}

TEST(ZoneTest, TellsTheLocalMinute) {
  EXPECT_EQ(minute_of_day(at("2026-07-01T21:30:00.000Z"), "Europe/Berlin"), 23 * 60 + 30);
  EXPECT_EQ(minute_of_day(at("2026-12-01T21:30:00.000Z"), "Europe/Berlin"), 22 * 60 + 30);
}

TEST(ZoneTest, FindsTheNextSevenOClock) {
  EXPECT_EQ(next_minute(at("2026-12-01T21:30:10.000Z"), 7 * 60, "Europe/Berlin"),
            at("2026-12-02T06:00:00.000Z"));
  EXPECT_EQ(next_minute(at("2026-12-01T06:00:00.000Z"), 7 * 60, "Europe/Berlin"),
            at("2026-12-01T06:00:00.000Z"));
}

TEST(ZoneTest, CrossesTheChangeOfSummerTime) {
  // In the night to 29 March 2026 clocks in Berlin go from 02:00 to 03:00.
  EXPECT_EQ(next_minute(at("2026-03-28T22:00:00.000Z"), 7 * 60, "Europe/Berlin"),
            at("2026-03-29T05:00:00.000Z"));
}

}  // namespace
}  // namespace mail
