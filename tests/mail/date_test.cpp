// mail/date: dates of messages, of IMAP and of RFC 3339.

#include "mail/date.hpp"

#include <string>

#include <gtest/gtest.h>

namespace mail {
namespace {

/// Seconds since 1970 and the zone, "-" if it cannot be read.
std::string read(const std::optional<ZonedTime>& when) {
  if (!when) return "-";
  return std::to_string(base::microseconds(when->time) / 1'000'000) + " " +
         std::to_string(when->zone_minutes);
}
std::string read(std::string_view field_body) {
  return read(parse_date(field_body));
}

TEST(DateTest, ReadsTheExamplesOfRfc5322AppendixA) {
  EXPECT_EQ(read("Fri, 21 Nov 1997 09:55:06 -0600"), "880127706 -360");
  EXPECT_EQ(read("Tue, 1 Jul 2003 10:52:37 +0200"), "1057049557 120");
  EXPECT_EQ(read("Thu,\r\n      13\r\n        Feb\r\n          1969\r\n      23:32\r\n               -0330 "
                 "(Newfoundland Time)"),
            "-27723480 -210");
  EXPECT_EQ(read("21 Nov 97 09:55:06 GMT"), "880106106 0");
  EXPECT_EQ(read("Fri, 21 Nov 1997 09(comment):   55  :  06 -0600"), "880127706 -360");
}

TEST(DateTest, ReadsObsoleteYearsAndZones) {
  EXPECT_EQ(read("1 Jan 00 00:00:00 +0000"), "946684800 0");
  EXPECT_EQ(read("1 Jan 100 00:00:00 +0000"), "946684800 0");
  EXPECT_EQ(read("1 Jan 2000 00:00:00 EST"), "946702800 -300");
  EXPECT_EQ(read("1 Jan 2000 00:00:00 pdt"), "946710000 -420");
  EXPECT_EQ(read("1 Jan 2000 00:00:00 X"), "946684800 0");
  EXPECT_EQ(read("1 January 2000 00:00"), "946684800 0");
}

TEST(DateTest, CannotReadWhatIsNoDate) {
  for (const auto* text :
       {"", "yesterday", "31 Feb 2000 00:00:00 +0000", "1 Jan 2000 24:00:00 +0000",
        "1 Jan 2000 00:60:00 +0000", "1 Foo 2000 00:00:00 +0000", "1 Jan 2000", "1 Jan 2000 00:00:00 +00",
        "1 Jan 2000 00:00:00 +0060", "Jan 1 2000 00:00:00 +0000", "0 Jan 2000 00:00:00 +0000"})
    EXPECT_EQ(read(text), "-") << text;
}

TEST(DateTest, TakesALeapSecondForTheNextOne) {
  EXPECT_EQ(read("31 Dec 1998 23:59:60 +0000"), "915148800 0");
}

TEST(DateTest, WritesWhatItReads) {
  const auto when = parse_date("Tue, 24 Nov 2026 23:11:51 -0330").value();
  EXPECT_EQ(date_text(when), "Tue, 24 Nov 2026 23:11:51 -0330");
  EXPECT_EQ(imap_date_time(when), "24-Nov-2026 23:11:51 -0330");
  EXPECT_EQ(rfc3339(when.time), "2026-11-25T02:41:51.000Z");
  EXPECT_EQ(date_text({base::Time(), 0}), "Thu, 1 Jan 1970 00:00:00 +0000");
  EXPECT_EQ(imap_date_time({base::Time(std::chrono::microseconds(-1)), 60}), " 1-Jan-1970 00:59:59 +0100");
  EXPECT_EQ(rfc3339(base::Time(std::chrono::microseconds(-1))), "1969-12-31T23:59:59.999Z");
}

TEST(DateTest, ReadsImapDatesStrictly) {
  EXPECT_EQ(read(parse_imap_date_time("17-Jul-1996 02:44:25 -0700")), "837596665 -420");
  EXPECT_EQ(read(parse_imap_date_time(" 1-jan-2000 00:00:00 +0000")), "946684800 0");
  EXPECT_EQ(read(parse_imap_date_time("1-Jan-2000 00:00:00 +0000")), "946684800 0");
  for (const auto* text : {"", "17-Jul-1996", "17-July-1996 02:44:25 -0700", "17-Jul-96 02:44:25 -0700",
                           "17-Jul-1996 2:44:25 -0700", "17-Jul-1996 02:44:25 -0700 ",
                           "17-Jul-1996 02:44:25 GMT", "32-Jul-1996 02:44:25 -0700"})
    EXPECT_EQ(read(parse_imap_date_time(text)), "-") << text;
}

}  // namespace
}  // namespace mail
