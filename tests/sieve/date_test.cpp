// date, currentdate, :index and :last (RFC 5260).

#include <cstdlib>
#include <ctime>

#include "tests/sieve/fixture.hpp"

namespace sieve {
namespace {

class DateTest : public SieveTest {
 protected:
  void SetUp() override {
    setenv("TZ", "XYZ-3", 1);  // three hours east of UTC
    tzset();
    message =
        "Received: from a by b; Sun, 1 Mar 2009 23:30:05 -0500\r\n"
        "Received: from c by d; Sat, 28 Feb 2009 10:00:00 GMT\r\n"
        "Date: Sun, 1 Mar 2009 10:59:59 +0100\r\nX-Bad: Tue, 32 Jan 2009 10:00:00 +0000\r\n"
        "X-Comment: Sun, 1 Mar 2009 23:30:05 -0500 (EST; night)\r\nX-Open: a (b; Sun, 1 Mar 2009 23:30:05 "
        "-0500\r\n"
        "X-Leap: Sun, 29 Feb 2009 10:00:00 +0000\r\nSubject: hello\r\n\r\n";
  }
  void TearDown() override {
    unsetenv("TZ");
    tzset();
  }
  std::string part(const std::string& name, const std::string& tags = ":originalzone",
                   const std::string& field = "date") {
    const auto outcome = run("require [\"date\", \"index\", \"variables\", \"fileinto\"]; if date " + tags +
                             " :matches \"" + field + "\" \"" + name + "\" \"*\" { fileinto \"=${0}\"; }");
    const auto* filed = std::get_if<FileInto>(outcome.actions.data());
    return filed == nullptr ? "none" : filed->mailbox.substr(1);
  }
};

TEST_F(DateTest, SemicolonsInCommentsEndNothing) {
  EXPECT_EQ(part("hour", ":originalzone", "x-comment"), "23");
  EXPECT_EQ(part("hour", ":originalzone", "x-open"), "23");
}

TEST_F(DateTest, KnowsAllParts) {
  EXPECT_EQ(part("year"), "2009");
  EXPECT_EQ(part("month"), "03");
  EXPECT_EQ(part("day"), "01");
  EXPECT_EQ(part("DATE"), "2009-03-01");
  EXPECT_EQ(part("julian"), "54891");
  EXPECT_EQ(part("hour"), "10");
  EXPECT_EQ(part("minute"), "59");
  EXPECT_EQ(part("second"), "59");
  EXPECT_EQ(part("time"), "10:59:59");
  EXPECT_EQ(part("iso8601"), "2009-03-01T10:59:59+01:00");
  EXPECT_EQ(part("std11"), "Sun, 1 Mar 2009 10:59:59 +0100");
  EXPECT_EQ(part("zone"), "+0100");
  EXPECT_EQ(part("weekday"), "0");
}

TEST_F(DateTest, ShiftsIntoAZone) {
  EXPECT_EQ(part("iso8601", ":zone \"-1130\""), "2009-02-28T22:29:59-11:30");
  EXPECT_EQ(part("iso8601", ":zone \"+0000\""), "2009-03-01T09:59:59Z");
  EXPECT_EQ(part("zone", ":zone \"-0000\""), "+0000");
  EXPECT_EQ(part("julian", ":zone \"-1130\""), "54890");
  EXPECT_EQ(part("zone", ""), "+0300");
  EXPECT_EQ(part("hour", ""), "12");
}

TEST_F(DateTest, TakesWhatStandsBehindASemicolonOfTheFirstField) {
  EXPECT_EQ(part("time", ":originalzone", "received"), "23:30:05");
}

// The local zone of a time beyond what the system's clock can count.
TEST_F(DateTest, KnowsTheYear9999) {
  message = "Date: Fri, 31 Dec 9999 12:00:00 +0000\r\n\r\n";
  EXPECT_EQ(part("year", ""), "9999");
  EXPECT_EQ(part("hour", ""), "15");
}

TEST_F(DateTest, IsFalseWithoutADate) {
  EXPECT_EQ(part("year", "", "x-none"), "none");
  EXPECT_EQ(part("year", "", "subject"), "none");
  EXPECT_EQ(part("year", "", "x-bad"), "none");
  EXPECT_EQ(part("year", "", "x-leap"), "none");
  EXPECT_EQ(part("century"), "none");
}

TEST_F(DateTest, CountsValidDates) {
  const auto* needs = "\"date\", \"relational\", \"comparator-i;ascii-numeric\"";
  EXPECT_TRUE(holds("date :count \"eq\" :comparator \"i;ascii-numeric\" \"date\" \"year\" \"1\"", needs));
  EXPECT_TRUE(holds("date :count \"eq\" :comparator \"i;ascii-numeric\" \"subject\" \"year\" \"0\"", needs));
  EXPECT_TRUE(holds("currentdate :count \"eq\" :comparator \"i;ascii-numeric\" \"year\" \"1\"", needs));
  EXPECT_TRUE(holds("date :value \"lt\" :originalzone \"date\" \"hour\" \"17\"", needs));
}

TEST_F(DateTest, CurrentdateIsTheTimeOfTheRun) {
  EXPECT_TRUE(holds("currentdate :zone \"+0000\" \"iso8601\" \"1970-01-01T00:00:00Z\"", "\"date\""));
  EXPECT_TRUE(holds("currentdate \"hour\" \"03\"", "\"date\""));
}

TEST_F(DateTest, WarnsOfZonesAndPartsThatAreNone) {
  EXPECT_EQ(first_fault("require \"date\"; if date :zone \"CET\" \"date\" \"hour\" \"1\" { keep; }"),
            "1:31 no time zone, so the local one is taken");
  EXPECT_EQ(part("hour", ":zone \"CET\""), "12");
  EXPECT_EQ(first_fault("require \"date\"; if currentdate \"hours\" \"1\" { keep; }"),
            "1:32 no part of a date is called \"hours\", so nothing will match");
}

TEST_F(DateTest, RefusesTwoZones) {
  EXPECT_EQ(first_fault(
                "require \"date\"; if date :zone \"+0100\" :originalzone \"date\" \"hour\" \"1\" { keep; }"),
            "1:39 :originalzone and :zone exclude each other");
  EXPECT_FALSE(accepts("require \"date\"; if currentdate :originalzone \"hour\" \"1\" { keep; }"));
}

TEST_F(DateTest, IndexChoosesAField) {
  EXPECT_EQ(part("hour", ":index 2 :originalzone", "received"), "10");
  EXPECT_EQ(part("hour", ":index 2 :last :originalzone", "received"), "23");
  EXPECT_EQ(part("hour", ":index 3 :originalzone", "received"), "none");
}

class IndexTest : public SieveTest {
 protected:
  IndexTest() {
    message =
        "X-A: 1\r\nX-B: 2\r\nX-A: 3\r\nTo: a@x.example, b@x.example\r\nCc: c@x.example\r\nTo: "
        "d@x.example\r\n\r\n";
  }
  bool yes(std::string_view test) { return holds(test, "\"index\""); }
};

TEST_F(IndexTest, CountsInTheOrderOfTheNames) {
  EXPECT_TRUE(yes("header :index 1 [\"x-a\", \"x-b\"] \"1\""));
  EXPECT_TRUE(yes("header :index 2 [\"x-a\", \"x-b\"] \"3\""));
  EXPECT_TRUE(yes("header :index 1 :last [\"x-a\", \"x-b\"] \"2\""));
  EXPECT_FALSE(yes("header :index 1 [\"x-a\", \"x-b\"] [\"2\", \"3\"]"));
  EXPECT_FALSE(yes("header :index 4 [\"x-a\", \"x-b\"] [\"1\", \"2\", \"3\"]"));
}

TEST_F(IndexTest, CountsFieldsNotAddresses) {
  EXPECT_TRUE(yes("address :index 1 \"to\" \"b@x.example\""));
  EXPECT_FALSE(yes("address :index 1 \"to\" \"d@x.example\""));
  EXPECT_TRUE(yes("address :index 1 :last [\"to\", \"cc\"] \"c@x.example\""));
  EXPECT_TRUE(yes("address :index 3 :last [\"to\", \"cc\"] \"a@x.example\""));
}

TEST_F(IndexTest, RefusesWhatChoosesNothing) {
  EXPECT_EQ(first_fault("require \"index\"; if header :last \"x\" \"1\" { keep; }"),
            "1:28 :last needs :index beside it");
  EXPECT_EQ(first_fault("require \"index\"; if address :index 0 \"to\" \"1\" { keep; }"),
            "1:29 :index 0 names no field");
}

}  // namespace
}  // namespace sieve
