// What a Config holds: the file flattened to section.key, and what has been asked of it. For config.cpp and
// config_section.cpp alone.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/config.hpp"

namespace base {

struct ConfigEntry {
  std::vector<std::string> items;  ///< one value, or the elements of an array
  std::string kind;                ///< "text", "flag", "number", "list"
  std::uint32_t line = 0;
  std::string section;
  std::string key;
};

struct ConfigFile {
  std::string name;
  std::map<std::string, ConfigEntry> entries;   ///< by "section.key"
  std::map<std::string, std::uint32_t> tables;  ///< by name: line
  std::vector<std::string> table_order;
};

/// The environment variable of a key.
std::string variable_name(std::string_view section, std::string_view key);

struct Config::State {
  ConfigFile file;
  Environment environment;
  std::map<std::string, std::set<std::string>> known;  ///< section: keys asked for
  std::set<std::string> secrets;                       ///< by "section.key": not shown
  std::vector<ConfigFault> faults;
  std::vector<ConfigValue> values;

  /// `where`: the file, or a variable of the environment. A section may be read twice: each fault is told
  /// once.
  void fault(const std::string& where, std::uint32_t line, const std::string& text) {
    ConfigFault found{where + (line ? ":" + std::to_string(line) : "") + ": " + text, line};
    const auto same = [&](const ConfigFault& each) { return each.text == found.text; };
    if (std::ranges::none_of(faults, same)) faults.push_back(std::move(found));
  }
  void show(ConfigValue value) {
    if (secrets.contains(value.section + "." + value.key) && value.value != "\"\"") value.value = "\"***\"";
    const auto same = [&](const ConfigValue& each) {
      return each.section == value.section && each.key == value.key;
    };
    if (std::ranges::none_of(values, same)) values.push_back(std::move(value));
  }
};

}  // namespace base
