// base/config: typed keys, faults that name file, line, key and remedy, values from the environment.

#include "base/config.hpp"

#include <gtest/gtest.h>

namespace base {
namespace {

using namespace std::chrono_literals;

Config::Environment nothing_set() {
  return [](const std::string&) -> std::optional<std::string> { return std::nullopt; };
}

std::string only_fault(const Config& config) {
  const auto faults = config.faults();
  EXPECT_EQ(faults.size(), 1U);
  return faults.empty() ? "" : faults.front().text;
}

TEST(ConfigTest, ReadsEachKindOfValue) {
  auto config = Config::of_text(
      "[lmtp]\nport = 2424\nlisten = \"127.0.0.1\"\nlimit = \"50M\"\npatience = \"5m\"\non = true\nnames = "
      "[\"a\", \"b\"]\n",
      "n.toml", nothing_set());
  auto lmtp = config.section("lmtp");
  EXPECT_EQ(lmtp.port("port", 24), 2424);
  EXPECT_EQ(lmtp.text("listen"), "127.0.0.1");
  EXPECT_EQ(lmtp.size("limit", 0), 50U << 20);
  EXPECT_EQ(lmtp.duration("patience", 1s), 5min);
  EXPECT_TRUE(lmtp.flag("on", false));
  EXPECT_EQ(lmtp.texts("names"), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(config.faults().empty());
}

TEST(ConfigTest, NamesTheNearestKnownKey) {
  auto config = Config::of_text("[lmtp]\n\nlisten_adress = \"x\"\n", "n.toml", nothing_set());
  (void)config.section("lmtp").text("listen_address");
  EXPECT_EQ(only_fault(config), "n.toml:3: unknown key lmtp.listen_adress. Did you mean listen_address?");
}

TEST(ConfigTest, NamesTheTableBelowThatHasTheKey) {
  const auto said = [](const std::string& table) {
    auto config = Config::of_text("[" + table + "]\nsteps = 3\n", "n.toml", nothing_set());
    (void)config.section("sieve").number("stops", 1, 0, 9);
    (void)config.section("sieve.limits").number("steps", 1, 0, 9);
    (void)config.section("sieve.class.a").number("steep", 1, 0, 9);
    (void)config.section("sieve.class.a.limits").number("steps", 1, 0, 9);
    return only_fault(config);
  };
  EXPECT_EQ(said("sieve"), "n.toml:2: unknown key sieve.steps. Did you mean sieve.limits.steps?");
  EXPECT_EQ(said("sieve.class.a"),
            "n.toml:2: unknown key sieve.class.a.steps. Did you mean sieve.class.a.limits.steps?");
}

TEST(ConfigTest, NamesTheNearestKnownTable) {
  auto config = Config::of_text("[lmpt]\nport = 1\n", "n.toml", nothing_set());
  (void)config.section("lmtp").port("port", 24);
  EXPECT_EQ(only_fault(config), "n.toml:1: unknown table [lmpt]. Did you mean lmtp?");
}

TEST(ConfigTest, NamesKeysBeforeAnyTable) {
  auto config = Config::of_text("port = 25\n[lmtp]\non = true\n", "n.toml", nothing_set());
  std::ignore = config.section("lmtp").port("port", 24);
  std::ignore = config.section("lmtp").flag("on", true);
  EXPECT_EQ(only_fault(config), "n.toml:1: the key port stands before any table. Did you mean [lmtp]?");
}

TEST(ConfigTest, TellsAndShowsWhatIsReadTwiceOnce) {
  auto config = Config::of_text("[lmtp]\nport = true\n", "n.toml", nothing_set());
  for (int i = 0; i < 2; ++i) std::ignore = config.section("lmtp").port("port", 24);
  EXPECT_EQ(config.faults().size(), 1U);
  EXPECT_EQ(config.values().size(), 1U);
}

TEST(ConfigTest, BlamesTheVariableForItsValue) {
  auto config = Config::of_text("[lmtp]\nport = 24\n", "n.toml", [](const std::string& name) {
    return name == "NOTIFYD_LMTP_PORT" ? std::optional<std::string>("x") : std::nullopt;
  });
  std::ignore = config.section("lmtp").port("port", 24);
  EXPECT_TRUE(only_fault(config).starts_with("NOTIFYD_LMTP_PORT: lmtp.port: expected a number"))
      << only_fault(config);
}

TEST(ConfigTest, SaysWhatWasExpected) {
  auto config = Config::of_text("[lmtp]\nport = 70000\n", "n.toml", nothing_set());
  EXPECT_EQ(config.section("lmtp").port("port", 24), 24);
  EXPECT_EQ(only_fault(config), "n.toml:2: lmtp.port: expected a number from 0 to 65535, found 70000");
}

TEST(ConfigTest, RefusesTheWrongKind) {
  auto config = Config::of_text("[lmtp]\nport = \"24\"\n", "n.toml", nothing_set());
  (void)config.section("lmtp").port("port", 24);
  EXPECT_EQ(only_fault(config),
            "n.toml:2: lmtp.port: expected a number, without quotes, found the text \"24\"");
}

TEST(ConfigTest, SaysHowEachKindIsWritten) {
  auto config = Config::of_text("[a]\non = \"yes\"\nname = 5\nlimit = true\nnames = \"x\"\ncount = [1]\n",
                                "n.toml", nothing_set());
  auto section = config.section("a");
  EXPECT_TRUE(section.flag("on", true));
  (void)section.text("name");
  (void)section.size("limit", 1);
  (void)section.texts("names");
  (void)section.number("count", 1, 0, 9);
  std::vector<std::string> texts;
  for (const auto& fault : config.faults()) texts.push_back(fault.text);
  EXPECT_EQ(texts,
            (std::vector<std::string>{
                "n.toml:2: a.on: expected true or false, without quotes, found the text \"yes\"",
                "n.toml:3: a.name: expected a text in quotes, found 5",
                "n.toml:4: a.limit: expected a number with a unit, found true",
                "n.toml:5: a.names: expected a list of texts such as [\"a\", \"b\"], found the text \"x\"",
                "n.toml:6: a.count: expected a number, without quotes, found a list"}));
}

TEST(ConfigTest, NamesVariablesThatAreOfNoKey) {
  auto config = Config::of_text("", "n.toml", nothing_set());
  (void)config.section("lmtp").port("port", 24);
  (void)config.section("push.sms").text("url");
  EXPECT_EQ(
      config.unknown_variables({"PATH", "NOTIFYD_LMTP_PORT", "NOTIFYD_PUSH_SMS_URL", "NOTIFYD_LMTP_PROT"}),
      (std::vector<std::string>{"the environment variable NOTIFYD_LMTP_PROT is that of no key. Did you mean "
                                "NOTIFYD_LMTP_PORT?"}));
}

TEST(ConfigTest, ListsTheKeysOfATableAloneByTheirNames) {
  const auto config =
      Config::of_text("[a]\nz = 1\nb = \"x\"\n[a.c]\nd = 1\n[ab]\ne = 1\n", "n.toml", nothing_set());
  EXPECT_EQ(config.keys("a"), (std::vector<std::string>{"b", "z"}));
  EXPECT_TRUE(config.keys("none").empty());
}

TEST(ConfigTest, ReportsASyntaxErrorWithItsLine) {
  const auto config = Config::of_text("[lmtp]\nport = = 1\n", "n.toml", nothing_set());
  EXPECT_TRUE(only_fault(config).starts_with("n.toml:2: "));
}

TEST(ConfigTest, TakesTheEnvironmentOverTheFile) {
  auto config = Config::of_text("[push.sms]\nurl = \"a\"\n", "n.toml",
                                [](const std::string& name) -> std::optional<std::string> {
                                  if (name == "NOTIFYD_PUSH_SMS_URL") return "b";
                                  return std::nullopt;
                                });
  EXPECT_EQ(config.subsections("push"), std::vector<std::string>{"sms"});
  EXPECT_EQ(config.section("push.sms").text("url"), "b");
  EXPECT_EQ(config.values().front().origin, "NOTIFYD_PUSH_SMS_URL");
}

TEST(ConfigTest, ShowsValuesOfTheEnvironmentAsTheFileWouldHaveThem) {
  auto config = Config::of_text("", "n.toml", [](const std::string& name) -> std::optional<std::string> {
    const std::map<std::string, std::string> set{{"NOTIFYD_LMTP_ON", "false"},
                                                 {"NOTIFYD_LMTP_PORT", "2424"},
                                                 {"NOTIFYD_LMTP_LISTEN", "::1"},
                                                 {"NOTIFYD_LMTP_TRUSTED", "::1, ::2"},
                                                 {"NOTIFYD_LMTP_RECIPIENTS", "many"}};
    const auto found = set.find(name);
    return found == set.end() ? std::nullopt : std::optional(found->second);
  });
  auto section = config.section("lmtp");
  EXPECT_FALSE(section.flag("on", true));
  EXPECT_EQ(section.port("port", 24), 2424);
  EXPECT_EQ(section.text("listen"), "::1");
  EXPECT_EQ(section.texts("trusted"), (std::vector<std::string>{"::1", "::2"}));
  std::ignore = section.number("recipients", 1, 1, 9);
  std::vector<std::string> shown;
  for (const auto& value : config.values()) shown.push_back(value.value);
  EXPECT_EQ(shown, (std::vector<std::string>{"false", "2424", "\"::1\"", "[\"::1\", \"::2\"]", "\"many\""}));
}

TEST(ConfigTest, RefusesBracketsInAListOfTheEnvironment) {
  auto config =
      Config::of_text("", "n.toml", [](const std::string&) { return std::optional<std::string>("[\"a\"]"); });
  std::ignore = config.section("lmtp").texts("trusted");
  EXPECT_EQ(only_fault(config),
            "NOTIFYD_LMTP_TRUSTED: lmtp.trusted: expected texts with commas between them, without "
            "brackets");
}

TEST(ConfigTest, DoesNotShowSecrets) {
  auto config = Config::of_text("[gateway]\npassword = \"hunter2\"\n", "n.toml", nothing_set());
  EXPECT_EQ(config.section("gateway").secret("password"), "hunter2");
  EXPECT_EQ(config.section("gateway").secret("other"), "");
  EXPECT_EQ(config.values()[0].value, "\"***\"");
  EXPECT_EQ(config.values()[1].value, "\"\"");
}

TEST(ConfigTest, RefusesUnitsThatOverflow) {
  EXPECT_EQ(parse_size("8G"), 8ULL << 30);
  EXPECT_FALSE(parse_size("99999999999999G"));
  EXPECT_FALSE(parse_duration("10"));
  EXPECT_FALSE(parse_duration("10 s"));
  EXPECT_EQ(duration_text(90s), "90s");
  EXPECT_EQ(size_text(50U << 20), "50M");
}

}  // namespace
}  // namespace base
