// The tables [sieve] and [sieve.class] of the configuration.

#include <gtest/gtest.h>

#include "tests/notifyd/settings_of_text.hpp"

namespace notifyd {
namespace {

TEST(SieveSettingsTest, LimitSieveForEverybodyAndForAClass) {
  auto config = config_of(R"toml(
[sieve]
script_limit = "2M"
[sieve.limits]
redirects = 0
variables = 200
variable_size = "8K"
duplicate_default_period = "3d"
[sieve.spamtest]
status_header = "X-Spam: ([0-9]+)"
max_value = 5
[sieve.class.staff]
accounts = ["bob@example.org"]
disabled_methods = ["mailto", "sms"]
[sieve.class.staff.limits]
variables = 300
edited_size = "1G"
duplicate_max_period = "30d"
)toml");
  const auto read = read_settings(config).sieve;
  ASSERT_TRUE(config.faults().empty()) << config.faults()[0].text;
  const sieve::Limits usual;
  EXPECT_EQ(read.limits.redirects, 0U);
  EXPECT_EQ(read.limits.variables, 200U);
  EXPECT_EQ(read.limits.variable_octets, 8U << 10);
  EXPECT_EQ(read.limits.duplicate_seconds, 3U * 24 * 3600);
  EXPECT_EQ(read.limits.duplicate_most, usual.duplicate_most);
  EXPECT_EQ(read.limits.steps, usual.steps);
  ASSERT_EQ(read.classes.size(), 1U);
  const sieve::Limits& staff = read.classes[0].limits;
  EXPECT_EQ(staff.variables, 300U);
  EXPECT_EQ(staff.edited_octets, 1U << 30);
  EXPECT_EQ(staff.duplicate_most, 30U * 24 * 3600);
  EXPECT_EQ(staff.redirects, 0U) << "the site's";
  EXPECT_EQ(staff.variable_octets, 8U << 10) << "the site's";
  EXPECT_EQ(staff.script_octets, 2U << 20) << "the site's";
  EXPECT_NE(staff.spam, nullptr) << "the site's";
  EXPECT_EQ(read.classes[0].disabled_methods, (std::vector<std::string>{"mailto", "sms"}));
}

TEST(SieveSettingsTest, DisableForAClassWhatTheSiteDoesUnlessItSaysOtherwise) {
  auto config = config_of(R"toml(
[sieve]
disabled = ["editheader"]
[sieve.class.a]
accounts = ["@a.example"]
[sieve.class.b]
accounts = ["@b.example"]
disabled = []
[sieve.class.c]
accounts = ["@c.example"]
disabled = ["regex"]
)toml");
  const auto classes = read_settings(config).sieve.classes;
  ASSERT_EQ(classes.size(), 3U);
  EXPECT_EQ(classes[0].disabled, std::vector<std::string>{"editheader"});
  EXPECT_TRUE(classes[1].disabled.empty());
  EXPECT_EQ(classes[2].disabled, std::vector<std::string>{"regex"});
}

TEST(SieveSettingsTest, SayHowAnswersLook) {
  auto config = config_of(R"toml(
[sieve.vacation]
subject = "Nobody is here"
subject_template = "Away: %{subject}"
check_recipient = false
send_from_recipient = true
to_header_ignore_envelope = true
)toml");
  const auto manners = read_settings(config).sieve.limits.vacation;
  ASSERT_TRUE(config.faults().empty()) << config.faults()[0].text;
  EXPECT_EQ(manners.subject, "Nobody is here");
  EXPECT_EQ(manners.subject_template, "Away: %{subject}");
  EXPECT_TRUE(manners.to_anybody);
  EXPECT_TRUE(manners.sender_is_owner);
  EXPECT_TRUE(manners.to_header_author);
}

TEST(SieveSettingsTest, LimitNotificationsAndAnswersOfAClass) {
  auto config = config_of(R"toml(
[sieve.notify]
mailto_a_day = 50
sms_a_day = 5
[sieve.vacation]
default_period = "3d"
subject = "Nobody is here"
check_recipient = false
[sieve.class.staff]
accounts = ["bob@example.org"]
[sieve.class.staff.notify]
mailto_a_day = 500
report_a_day = 0
[sieve.class.staff.vacation]
min_period = "1d"
max_period = "90d"
check_recipient = true
)toml");
  const auto read = read_settings(config).sieve;
  ASSERT_TRUE(config.faults().empty()) << config.faults()[0].text;
  const filters::DailyLimits usual{{"device", 1000}, {"report", 100}, {"mailto", 50},
                                   {"https", 1000},  {"sms", 5},      {"tel", 10}};
  EXPECT_EQ(read.notify.a_day, usual);
  auto expected = usual;
  expected["mailto"] = 500;
  expected["report"] = 0;
  ASSERT_EQ(read.classes.size(), 1U);
  EXPECT_EQ(read.classes[0].a_day, expected);
  const auto& staff = read.classes[0].limits;
  EXPECT_EQ(staff.vacation_least, std::chrono::hours(24));
  EXPECT_EQ(staff.vacation_usual, std::chrono::hours(3 * 24)) << "the site's";
  EXPECT_EQ(staff.vacation_most, std::chrono::hours(90 * 24));
  EXPECT_EQ(staff.vacation.subject, "Nobody is here") << "the site's";
  EXPECT_FALSE(staff.vacation.to_anybody);
  const sieve::Limits& site = read.limits;
  EXPECT_EQ(site.vacation_least, sieve::Limits().vacation_least);
  EXPECT_EQ(site.vacation_most, sieve::Limits().vacation_most);
  EXPECT_TRUE(site.vacation.to_anybody);
}

TEST(SieveSettingsTest, PeriodsOfVacationEndAtTenYears) {
  for (const std::string key : {"min_period", "default_period", "max_period"}) {
    const std::string most = key == "max_period" ? "" : "max_period = \"3650d\"\n";
    EXPECT_TRUE(faults_of("[sieve.vacation]\n" + most + key + " = \"3650d\"\n").empty()) << key;
    const auto faults = faults_of("[sieve.vacation]\n" + most + key + " = \"3651d\"\n");
    ASSERT_EQ(faults.size(), 1U) << key;
    EXPECT_NE(faults[0].find("longer than ten years"), std::string::npos) << faults[0];
  }
}

TEST(SieveSettingsTest, RefuseForAClassWhatTheyRefuseForTheSite) {
  const auto fault = [](const std::string& table, const std::string& line) {
    const auto faults =
        faults_of("[sieve.class.staff]\naccounts = [\"@example.org\"]\n[" + table + "]\n" + line);
    return faults.size() == 1 ? faults[0] : std::to_string(faults.size()) + " faults";
  };
  const std::string of_class = "sieve.class.staff.vacation";
  for (const std::string& table : {std::string("sieve.vacation"), of_class}) {
    EXPECT_EQ(fault(table, "max_period = \"7d\""),
              "n.toml:4: " + table + ".max_period: RFC 5230 wants more than 7 days");
    EXPECT_EQ(fault(table, "min_period = \"61d\""),
              "n.toml:4: " + table + ".min_period: it is longer than max_period");
  }
  EXPECT_EQ(fault("sieve.class.staff.notify", "tel_a_day = -1"),
            "n.toml:4: sieve.class.staff.notify.tel_a_day: expected a number from 0 to 1000000, found -1");
  const auto unknown = fault("sieve.class.staff.notify", "mailto = false");
  EXPECT_TRUE(unknown.starts_with("n.toml:4: unknown key sieve.class.staff.notify.mailto")) << unknown;
}

TEST(SieveSettingsTest, NameItemsThatScriptsSee) {
  auto config = config_of(R"toml(
[sieve.environment]
Tier = "gold"
mail-host = "mx1"
long_name = ""
)toml");
  const auto items = read_settings(config).sieve.environment;
  ASSERT_TRUE(config.faults().empty()) << config.faults()[0].text;
  EXPECT_EQ(items, (sieve::Environment::Items{{"vnd.dovecot.config.tier", "gold"},
                                              {"vnd.dovecot.config.mail-host", "mx1"},
                                              {"vnd.dovecot.config.long_name", ""}}));
}

TEST(SieveSettingsTest, RefuseItemsThatNoScriptCouldName) {
  const auto fault = [](const std::string& lines) {
    const auto faults = faults_of("[sieve.environment]\n" + lines);
    return faults.size() == 1 ? faults[0] : std::to_string(faults.size()) + " faults";
  };
  const std::string names = "the name of an item has letters, digits, - and _, and nothing else";
  EXPECT_EQ(fault("\"a b\" = \"x\""), "n.toml:2: sieve.environment.a b: " + names);
  EXPECT_EQ(fault("\"\" = \"x\""), "n.toml:2: sieve.environment.: " + names);
  EXPECT_EQ(fault("\"a.b\" = \"x\""), "n.toml:2: sieve.environment.a.b: " + names);
  EXPECT_EQ(fault("a = 1"), "n.toml:2: sieve.environment.a: expected a text in quotes, found 1");
  EXPECT_EQ(fault("A = \"x\"\na = \"y\""),
            "n.toml:3: sieve.environment.a: it is there already: the names of items are the same in upper "
            "and lower case");
}

TEST(SieveSettingsTest, ShowEachLimitOfSieve) {
  auto config =
      config_of("[sieve.class.staff]\naccounts = [\"@example.org\"]\n[sieve.limits]\nparts = 100\n");
  (void)read_settings(config);
  const auto shown = [&](std::string_view section) {
    std::string out;
    for (const auto& value : config.values())
      if (value.section == section) out += value.key + " = " + value.value + '\n';
    return out;
  };
  EXPECT_EQ(shown("sieve.limits"), R"(nesting = 32
faults = 100
regex_memory = "32M"
arguments = 32
match_variables = 99
variables = 1024
steps = 2000000
steps_of_tries = 16000000
actions = 32
redirects = 4
flags = 256
notifications = 10
received_fields = 50
variable_size = "16K"
string_size = "256K"
include_depth = 10
includes = 255
loops = 4
parts = 100
part_size = "1M"
programs = 10
remembered = 32
edited_size = "256M"
field_size = "2K"
duplicate_default_period = "7d"
duplicate_max_period = "90d"
)");
  EXPECT_EQ(shown("sieve.class.staff.limits"), shown("sieve.limits"));
}

TEST(SieveSettingsTest, RefuseLimitsOfSieveThatAreNone) {
  const auto fault = [](const std::string& line, const std::string& table = "sieve.limits") {
    std::string text = "[sieve.class.staff]\naccounts = [\"@example.org\"]\n";
    if (table != "sieve.class.staff") text += "[" + table + "]\n";
    const auto faults = faults_of(text + line + '\n');
    return faults.size() == 1 ? faults[0] : std::to_string(faults.size()) + " faults";
  };
  const std::string here = "n.toml:4: sieve.limits.";
  EXPECT_EQ(fault("variables = 127"), here + "variables: expected a number from 128 to 10000, found 127");
  EXPECT_EQ(fault("redirects = 101"), here + "redirects: expected a number from 0 to 100, found 101");
  EXPECT_EQ(fault("steps = \"2M\""),
            here + "steps: expected a number, without quotes, found the text \"2M\"");
  EXPECT_EQ(fault("variable_size = 3999"),
            here + "variable_size: expected \"4000\" to \"1M\", found \"3999\"");
  EXPECT_EQ(fault("part_size = \"big\""),
            here + "part_size: expected a size such as \"64K\", \"50M\" or \"2G\", found \"big\"");
  EXPECT_EQ(fault("duplicate_max_period = \"4000d\""),
            here + "duplicate_max_period: expected \"1s\" to \"3650d\", found \"4000d\"");
  EXPECT_EQ(fault("duplicate_max_period = \"1d\""),
            "n.toml: sieve.limits.duplicate_default_period: it is longer than duplicate_max_period");
  EXPECT_EQ(fault("steps = 20000000"),
            "n.toml: sieve.limits.steps_of_tries: it is less than steps, of which it has all");
  EXPECT_EQ(fault("actions = 0", "sieve.class.staff.limits"),
            "n.toml:4: sieve.class.staff.limits.actions: expected a number from 1 to 1000, found 0");
  EXPECT_EQ(fault("redirects = 3", "sieve"),
            "n.toml:4: unknown key sieve.redirects. Did you mean sieve.limits.redirects?");
  EXPECT_EQ(fault("redirects = 3", "sieve.class.staff"),
            "n.toml:3: unknown key sieve.class.staff.redirects. Did you mean "
            "sieve.class.staff.limits.redirects?");
}

TEST(SieveSettingsTest, RefuseMethodsOfNotifyThatThereAreNot) {
  const std::string staff = "[sieve.class.staff]\naccounts = [\"@example.org\"]\n";
  const auto faults = faults_of(staff + "disabled_methods = [\"mailto\", \"xmpp\"]\n");
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(faults[0],
            "n.toml:3: sieve.class.staff.disabled_methods: notify has no method \"xmpp\"; there are mailto, "
            "device, tel, sms, https");
  EXPECT_EQ(faults_of(staff + "disabled_methods = \"mailto\"\n").size(), 1U);
}

}  // namespace
}  // namespace notifyd
