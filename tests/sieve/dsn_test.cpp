// envelope-dsn, redirect-dsn, envelope-deliverby, redirect-deliverby (RFC 6009).

#include <cstdlib>
#include <ctime>

#include "sieve/moment.hpp"
#include "tests/sieve/fixture.hpp"

namespace sieve {
namespace {

class DsnTest : public SieveTest {
 protected:
  DsnTest() {
    envelope.recipients = {{.address = {"carol", "here.example"}, .notify = "NEVER"},
                           {.address = {"bob", "here.example"},
                            .original = "rfc822;Bob+2Bx@old.example",
                            .notify = "success,DELAY"}};
    envelope.ret = "hdrs";
    envelope.envid = "a+2Bb";
  }
  bool part(const std::string& test) {
    return holds(
        test, R"("envelope","envelope-dsn","envelope-deliverby","relational","comparator-i;ascii-numeric")");
  }
  /// What a redirect with these tags came to.
  Redirect redirect(const std::string& tags) {
    const auto outcome =
        run("require [\"redirect-dsn\", \"redirect-deliverby\"]; redirect " + tags + " \"a@b.example\";");
    EXPECT_FALSE(outcome.error) << outcome.error->text;
    return outcome.actions.empty() ? Redirect{} : std::get<Redirect>(outcome.actions.at(0));
  }
  std::string fault(const std::string& tags) {
    return first_fault("require [\"redirect-dsn\", \"redirect-deliverby\"];\nredirect " + tags +
                       " \"a@b.example\";");
  }
};

TEST_F(DsnTest, NotifyAndOrcptAreThoseOfThisRecipient) {
  EXPECT_TRUE(part(R"(envelope "notify" "SUCCESS")"));
  EXPECT_TRUE(part(R"(envelope "NOTIFY" "delay")"));
  EXPECT_FALSE(part(R"(envelope "notify" ["NEVER", "FAILURE"])"));
  EXPECT_TRUE(part(R"(envelope :count "eq" :comparator "i;ascii-numeric" "notify" "2")"));
  EXPECT_TRUE(part(R"(envelope :matches "orcpt" "rfc822;Bob+x@old.example")"));
}

TEST_F(DsnTest, RetAndEnvidAreThoseOfTheTransaction) {
  EXPECT_TRUE(part(R"(envelope :comparator "i;octet" "ret" "HDRS")"));
  EXPECT_TRUE(part(R"(envelope "envid" "a+b")"));
  EXPECT_TRUE(part(R"(envelope :count "eq" :comparator "i;ascii-numeric" ["ret", "envid"] "2")"));
}

TEST_F(DsnTest, WhatWasNotAskedMatchesNothing) {
  envelope.recipients.at(1) = {.address = {"bob", "here.example"}};
  envelope.ret = envelope.envid = "";
  for (const char* name :
       {"notify", "orcpt", "ret", "envid", "bytimeabsolute", "bytimerelative", "bymode", "bytrace"}) {
    EXPECT_FALSE(part("envelope :matches \"" + std::string(name) + "\" \"*\"")) << name;
    EXPECT_TRUE(
        part("envelope :count \"eq\" :comparator \"i;ascii-numeric\" \"" + std::string(name) + "\" \"0\""))
        << name;
  }
}

TEST_F(DsnTest, APartNeedsItsExtensionAndIsNoAddress) {
  EXPECT_EQ(first_fault(R"(require "envelope"; if envelope "envid" "x" { stop; })"),
            R"(1:33 envid needs the extension "envelope-dsn")");
  EXPECT_EQ(
      first_fault(R"(require ["envelope", "envelope-dsn"]; if envelope :localpart "orcpt" "x" { stop; })"),
      R"(1:62 "orcpt" is no address)");
  EXPECT_EQ(first_fault(R"(require ["envelope", "envelope-dsn"]; if envelope "envit" "x" { stop; })"),
            R"(1:51 unknown envelope part "envit")");
}

TEST_F(DsnTest, TheTimeIsSeenAsItIsNow) {
  envelope.by =
      mail::DeliverBy{.until = base::Time(std::chrono::seconds(3600)), .returns = true, .traced = true};
  EXPECT_TRUE(part(R"(envelope "bytimerelative" "3600")"));
  EXPECT_TRUE(part(R"(envelope :zone "+0000" "bytimeabsolute" "1970-01-01T01:00:00Z")"));
  EXPECT_TRUE(part(R"(envelope :zone "-0230" "bytimeabsolute" "1969-12-31T22:30:00-02:30")"));
  EXPECT_TRUE(part(R"(envelope "bymode" "return")"));
  EXPECT_TRUE(part(R"(envelope "bytrace" "trace")"));
  envelope.by = mail::DeliverBy{.until = base::Time(std::chrono::seconds(-5))};
  EXPECT_TRUE(part(R"(envelope "bytimerelative" "-5")"));
  EXPECT_TRUE(part(R"(envelope "bymode" "notify")"));
  EXPECT_TRUE(part(R"(envelope "bytrace" "")"));
  EXPECT_EQ(
      first_fault(
          R"(require ["envelope", "envelope-deliverby"]; if envelope :zone "UTC" "bymode" "x" { stop; })"),
      "1:63 no time zone");
}

TEST_F(DsnTest, EachPartOfTheTimeCountsOne) {
  envelope.by = mail::DeliverBy{.until = base::Time(std::chrono::seconds(60))};
  for (const char* name : {"bytimeabsolute", "bytimerelative", "bymode", "bytrace"})
    EXPECT_TRUE(
        part("envelope :count \"eq\" :comparator \"i;ascii-numeric\" \"" + std::string(name) + "\" \"1\""))
        << name;
}

TEST_F(DsnTest, AZoneShiftsTheAbsoluteTimeAlone) {
  envelope.by = mail::DeliverBy{.until = base::Time(std::chrono::seconds(3600)), .traced = true};
  EXPECT_TRUE(part(R"(envelope :zone "+0100" "bytimerelative" "3600")"));
  EXPECT_TRUE(part(R"(envelope :zone "+0100" "bymode" "notify")"));
  EXPECT_TRUE(part(R"(envelope :zone "+0100" "bytrace" "trace")"));
  EXPECT_TRUE(part(R"(envelope :zone "+0100" "notify" "SUCCESS")"));
}

class FarFromGreenwichTest : public DsnTest {
 protected:
  void SetUp() override {
    setenv("TZ", "XYZ-3", 1);  // three hours east of UTC
    tzset();
  }
  void TearDown() override {
    unsetenv("TZ");
    tzset();
  }
};

TEST_F(FarFromGreenwichTest, WithoutAZoneTheAbsoluteTimeIsInOurs) {
  envelope.by = mail::DeliverBy{.until = base::Time(std::chrono::seconds(3600))};
  EXPECT_TRUE(part(R"(envelope "bytimeabsolute" "1970-01-01T04:00:00+03:00")"));
  EXPECT_TRUE(part(R"(envelope :zone "+0000" "bytimeabsolute" "1970-01-01T01:00:00Z")"));
}

TEST_F(DsnTest, ARedirectCarriesWhatItsTagsSay) {
  const auto reports = redirect(R"(:notify "delay,FAILURE" :ret "full")");
  EXPECT_EQ(reports.notify, "FAILURE,DELAY");
  EXPECT_EQ(reports.ret, "FULL");
  EXPECT_FALSE(reports.by);
  const auto timed = redirect(R"(:bytrace :bymode "notify" :bytimerelative 600)");
  EXPECT_EQ(timed.by, (mail::DeliverBy{.until = base::Time(std::chrono::minutes(10)), .traced = true}));
  const auto absolute = redirect(R"(:bytimeabsolute "1970-01-01T02:00:00.5+01:00")");
  EXPECT_EQ(absolute.by, (mail::DeliverBy{.until = base::Time(std::chrono::hours(1)), .returns = true}));
}

// RFC 5228 section 2.10.3: one redirect for one address, and nothing of what the script asked for is lost.
TEST_F(DsnTest, ASecondRedirectToAnAddressAddsItsWishes) {
  const auto outcome = run(R"(require ["redirect-dsn", "redirect-deliverby", "copy"];
redirect :copy :notify "SUCCESS" :ret "FULL" "a@b.example";
redirect :notify "FAILURE" "a@B.example";
redirect :copy :bytimerelative 600 "a@b.example";
redirect "a@b.example";)");
  ASSERT_FALSE(outcome.error) << outcome.error->text;
  ASSERT_EQ(outcome.actions.size(), 1U);
  const auto& merged = std::get<Redirect>(outcome.actions.front());
  EXPECT_EQ(merged.notify, "FAILURE");
  EXPECT_EQ(merged.ret, "FULL");
  EXPECT_EQ(merged.by, (mail::DeliverBy{.until = base::Time(std::chrono::minutes(10)), .returns = true}));
  EXPECT_FALSE(merged.copy);
  EXPECT_EQ(merged.line, 2U);
}

TEST_F(DsnTest, AnOffsetIsLessThanADay) {
  EXPECT_EQ(fault(R"(:bytimeabsolute "2026-11-24T22:00:00+99:00")"), "2:26 no date and time");
  EXPECT_EQ(redirect(R"(:bytimeabsolute "1970-01-02T00:59:00+23:59")").by->until,
            base::Time(std::chrono::hours(1)));
  EXPECT_EQ(actions(R"(require ["redirect-deliverby", "variables"];
set "zone" "-24:00";
redirect :bytimeabsolute "2026-11-24T22:00:00${zone}" "a@b.example";)"),
            "error 3: redirect: :bytimeabsolute: \"2026-11-24T22:00:00-24:00\" is no date and time");
}

TEST_F(DsnTest, TagsThatSayNothingAreErrors) {
  EXPECT_EQ(fault(R"(:notify "NEVER,SUCCESS")"),
            "2:18 :notify takes \"NEVER\", or a list such as \"FAILURE,DELAY\"");
  EXPECT_EQ(fault(R"(:ret "ALL")"), "2:15 :ret takes \"FULL\" or \"HDRS\"");
  EXPECT_EQ(fault(R"(:bymode "return")"), "2:10 :bymode needs :bytimerelative or :bytimeabsolute beside it");
  EXPECT_EQ(fault(":bytrace"), "2:10 :bytrace needs :bytimerelative or :bytimeabsolute beside it");
  EXPECT_EQ(fault(R"(:bytimerelative 5 :bymode "x")"), "2:36 :bymode takes \"notify\" or \"return\"");
  EXPECT_EQ(fault(R"(:bytimeabsolute "tomorrow")"), "2:26 no date and time");
  EXPECT_EQ(fault(R"(:bytimerelative 5 :bytimeabsolute "1970-01-01T02:00:00Z")"),
            "2:28 :bytimeabsolute and :bytimerelative exclude each other");
}

TEST_F(DsnTest, AValueThatIsKnownInTheRunOnlyIsLookedAtThen) {
  EXPECT_EQ(actions(R"(require ["redirect-dsn", "variables"];
set "how" "sometimes";
redirect :notify "${how}" "a@b.example";)"),
            "error 3: redirect: :notify: NOTIFY takes NEVER, or a list of SUCCESS, FAILURE and DELAY");
}

TEST(MomentTest, IsReadAsRfc3339HasIt) {
  const base::Time hour(std::chrono::hours(1));
  EXPECT_EQ(parse_iso8601("1970-01-01T01:00:00Z"), hour);
  EXPECT_EQ(parse_iso8601("1970-01-01t00:30:00.25-00:30"), hour);
  EXPECT_EQ(parse_iso8601("1970-01-01T02:00:00+0100"), hour) << "as `date \"zone\"` gives it";
  for (const char* text :
       {"", "1970-01-01", "1970-01-01T01:00:00", "1970-02-30T01:00:00Z", "1970-01-01T25:00:00Z",
        "1970-01-01T01:00:00.Z", "1970-01-01T01:00:00.5", "1970-01-01T01:00:00+01:0", "1970-01-01 01:00:00Z",
        "x970-01-01T01:00:00Z", "1970-01-01T01:00:00+24:00", "1970-01-01T01:00:00-9900",
        "1970-01-01T01:00:00+00:60", "1970-01-01T01:00:00+1:000"})
    EXPECT_FALSE(parse_iso8601(text)) << text;
}

}  // namespace
}  // namespace sieve
