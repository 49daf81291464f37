// The configuration file over toml++, flattened to section.key when it is read.

#include "base/config.hpp"

#include <algorithm>
#include <sstream>
#include <tuple>

#include <toml++/toml.h>

#include "base/config_state.hpp"
#include "base/folder.hpp"
#include "base/text.hpp"

namespace base {
namespace {

std::string as_text(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
  if (const auto* number = node.as_integer()) return std::to_string(number->get());
  std::ostringstream out;
  node.visit([&](const auto& value) { out << value; });
  return out.str();
}

std::string kind_of(const toml::node& node) {
  if (node.is_string()) return "text";
  if (node.is_boolean()) return "flag";
  if (node.is_integer()) return "number";
  if (node.is_array()) return "list";
  return "a value of a kind that no key takes";
}

void add_value(ConfigFile& file, const toml::node& node, const std::string& section, const std::string& key) {
  ConfigEntry entry{
      .items = {}, .kind = kind_of(node), .line = node.source().begin.line, .section = section, .key = key};
  if (const auto* list = node.as_array())
    for (const auto& item : *list) entry.items.push_back(as_text(item));
  else
    entry.items.push_back(as_text(node));
  file.entries[section + "." + key] = std::move(entry);
}

void add_table(ConfigFile& file, const toml::table& table, const std::string& name) {
  if (!name.empty()) {
    file.tables[name] = table.source().begin.line;
    file.table_order.push_back(name);
  }
  for (const auto& [key, node] : table) {
    const std::string word(key.str());
    if (const auto* inner = node.as_table())
      add_table(file, *inner, name.empty() ? word : name + "." + word);
    else
      add_value(file, node, name, word);
  }
}

/// Its whole name, if the key stands one table too high.
std::optional<std::string> further_down(const std::map<std::string, std::set<std::string>>& known,
                                        const ConfigEntry& entry) {
  const auto found = std::ranges::find_if(known, [&](const auto& table) {
    return table.first.starts_with(entry.section + ".") &&
           table.first.find('.', entry.section.size() + 1) == std::string::npos &&
           table.second.contains(entry.key);
  });
  return found == known.end() ? std::nullopt : std::optional(found->first + "." + entry.key);
}

}  // namespace

Config::Config(std::unique_ptr<State> state) : state_(std::move(state)) {}
Config::~Config() = default;
Config::Config(Config&&) noexcept = default;
Config& Config::operator=(Config&&) noexcept = default;

Config Config::of_file(const std::filesystem::path& file, Environment environment) {
  try {
    return of_text(read_file(file), file.string(), std::move(environment));
  } catch (const std::filesystem::filesystem_error& failure) {
    auto state = std::make_unique<State>();
    state->file.name = file.string();
    state->fault(state->file.name, 0, "cannot be read: " + failure.code().message());
    return Config(std::move(state));
  }
}

Config Config::of_text(std::string_view text, std::string name, Environment environment) {
  auto state = std::make_unique<State>();
  state->file.name = std::move(name);
  state->environment = std::move(environment);
  try {
    const toml::table table = toml::parse(text);
    add_table(state->file, table, "");
    std::ranges::sort(state->file.table_order, {},
                      [&](const auto& each) { return state->file.tables[each]; });
  } catch (const toml::parse_error& failure) {
    state->fault(state->file.name, failure.source().begin.line, std::string(failure.description()));
  }
  return Config(std::move(state));
}

Section Config::section(std::string name) {
  state_->known[name];
  return {*state_, std::move(name)};
}

std::vector<std::string> Config::subsections(const std::string& name) {
  state_->known[name];
  std::vector<std::string> names;
  for (const auto& table : state_->file.table_order)
    if (table.starts_with(name + ".") && table.find('.', name.size() + 1) == std::string::npos)
      names.push_back(table.substr(name.size() + 1));
  return names;
}

std::vector<std::string> Config::keys(const std::string& name) const {
  std::vector<std::string> keys;
  for (const auto& [path, entry] : state_->file.entries)
    if (entry.section == name) keys.push_back(entry.key);
  return keys;
}

bool Config::has(const std::string& section) const {
  return state_->file.tables.contains(section);
}

const std::vector<ConfigValue>& Config::values() const {
  return state_->values;
}

std::vector<std::string> Config::unknown_variables(const std::vector<std::string>& names) const {
  std::vector<std::string> known;
  for (const auto& [section, keys] : state_->known)
    for (const auto& key : keys) known.push_back(variable_name(section, key));
  std::vector<std::string> out;
  for (const auto& name : names) {
    if (!name.starts_with("NOTIFYD_") || std::ranges::find(known, name) != known.end()) continue;
    const auto near = text::nearest(name, known);
    out.push_back("the environment variable " + name + " is that of no key" +
                  (near ? ". Did you mean " + *near + "?" : ""));
  }
  return out;
}

std::vector<ConfigFault> Config::faults() const {
  auto faults = state_->faults;
  const auto say = [&](std::uint32_t line, const std::string& what, const std::optional<std::string>& near) {
    faults.push_back({state_->file.name + ":" + std::to_string(line) + ": " + what +
                          (near ? ". Did you mean " + *near + "?" : ""),
                      line});
  };
  std::vector<std::string> sections;
  for (const auto& [section, keys] : state_->known) sections.push_back(section);
  for (const auto& [table, line] : state_->file.tables) {
    const bool is_parent =
        std::ranges::any_of(sections, [&](const auto& each) { return each.starts_with(table + "."); });
    if (!state_->known.contains(table) && !is_parent)
      say(line, "unknown table [" + table + "]", text::nearest(table, sections));
  }
  for (const auto& [path, entry] : state_->file.entries) {
    if (entry.section.empty()) {
      const auto home = std::ranges::find_if(
          state_->known, [&](const auto& each) { return each.second.contains(entry.key); });
      say(entry.line, "the key " + entry.key + " stands before any table",
          home == state_->known.end() ? std::nullopt : std::optional("[" + home->first + "]"));
      continue;
    }
    const auto known = state_->known.find(entry.section);
    if (known == state_->known.end() || known->second.contains(entry.key)) continue;
    const std::vector<std::string> keys(known->second.begin(), known->second.end());
    const auto below = further_down(state_->known, entry);
    say(entry.line, "unknown key " + path, below ? below : text::nearest(entry.key, keys));
  }
  std::ranges::sort(faults, {}, [](const ConfigFault& one) { return std::tie(one.line, one.text); });
  return faults;
}

}  // namespace base
