// What a Config holds: the file flattened to section.key, and what has been asked of it. For config.cpp and
// config_section.cpp alone.
#pragma once

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
  std::vector<ConfigFault> faults;
  std::vector<ConfigValue> values;

  void fault(std::uint32_t line, std::string text) {
    faults.push_back({file.name + (line ? ":" + std::to_string(line) : "") + ": " + std::move(text), line});
  }
};

}  // namespace base
