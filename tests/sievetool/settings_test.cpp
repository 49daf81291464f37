// The settings of test files: the page and the tool know the same ones.

#include "sievetool/testsuite/settings.hpp"

#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace sievetool::testsuite {
namespace {

/// What stands in backquotes in the first column of the table of the page.
std::vector<std::string> names_of_the_page() {
  std::ifstream in(std::string(SOURCE_DIR) + "/docs/sieve/testing.md");
  std::vector<std::string> names;
  bool in_table = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("## ")) in_table = line == "## Settings that have an effect";
    if (!in_table || !line.starts_with("| `")) continue;
    const auto column = line.substr(2, line.find(" |") - 2);
    for (std::size_t begin = column.find('`'); begin != std::string::npos;) {
      const auto end = column.find('`', begin + 1);
      auto name = column.substr(begin + 1, end - begin - 1);
      if (name.starts_with("...")) name = "sieve_virustest" + name.substr(3);
      names.push_back(std::move(name));
      begin = column.find('`', end + 1);
    }
  }
  return names;
}

TEST(SettingsTest, AreThoseOfThePage) {
  const auto names = names_of_the_page();
  EXPECT_GT(names.size(), 30U);
  for (const auto& name : names) EXPECT_TRUE(is_setting(name)) << name;
  for (const std::string name : {"", "sieve_", "sieve_vacation_", "sieve_trace_level", "sieve_script"})
    EXPECT_FALSE(is_setting(name)) << name;
}

TEST(SettingsTest, NestingOfIncludesEndsAtAHundred) {
  Settings settings;
  settings.set("sieve_include_max_nesting_depth", "20000");
  settings.reload("include");
  EXPECT_EQ(settings.limits().include_depth, 100U);
}

}  // namespace
}  // namespace sievetool::testsuite
