// The configuration file over toml++, flattened to section.key when it is read.

#include "base/config.hpp"

#include <algorithm>
#include <set>
#include <sstream>
#include <tuple>

#include <toml++/toml.h>

#include "base/folder.hpp"
#include "base/text.hpp"

namespace base {

struct Config::State {
  struct Entry {
    std::vector<std::string> items;  ///< one value, or the elements of an array
    std::string kind;                ///< "text", "flag", "number", "list"
    std::uint32_t line = 0;
    std::string section;
    std::string key;
  };

  std::string file;
  Environment environment;
  std::map<std::string, Entry> entries;         ///< by "section.key"
  std::map<std::string, std::uint32_t> tables;  ///< by name: line
  std::vector<std::string> table_order;
  std::map<std::string, std::set<std::string>> known;  ///< section: keys asked for
  std::vector<ConfigFault> faults;
  std::vector<ConfigValue> values;

  void fault(std::uint32_t line, std::string text) {
    faults.push_back({file + (line ? ":" + std::to_string(line) : "") + ": " + std::move(text), line});
  }
  void add_table(const toml::table& table, const std::string& name);
  void add_value(const toml::node& node, const std::string& section, const std::string& key);
};

namespace {

std::string in_quotes(std::string_view text) {
  return '"' + text::replaced(text::replaced(text, "\\", "\\\\"), "\"", "\\\"") + '"';
}

std::string variable_name(std::string_view section, std::string_view key) {
  std::string name = "NOTIFYD_" + text::uppered(section) + "_" + text::uppered(key);
  std::ranges::replace_if(name, [](char c) { return c == '.' || c == '-'; }, '_');
  return name;
}

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

}  // namespace

void Config::State::add_value(const toml::node& node, const std::string& section, const std::string& key) {
  Entry entry{
      .items = {}, .kind = kind_of(node), .line = node.source().begin.line, .section = section, .key = key};
  if (const auto* list = node.as_array())
    for (const auto& item : *list) entry.items.push_back(as_text(item));
  else
    entry.items.push_back(as_text(node));
  entries[section + "." + key] = std::move(entry);
}

void Config::State::add_table(const toml::table& table, const std::string& name) {
  if (!name.empty()) {
    tables[name] = table.source().begin.line;
    table_order.push_back(name);
  }
  for (const auto& [key, node] : table) {
    const std::string word(key.str());
    if (const auto* inner = node.as_table())
      add_table(*inner, name.empty() ? word : name + "." + word);
    else
      add_value(node, name, word);
  }
}

Config::Config(std::unique_ptr<State> state) : state_(std::move(state)) {}
Config::~Config() = default;
Config::Config(Config&&) noexcept = default;
Config& Config::operator=(Config&&) noexcept = default;

Config Config::of_file(const std::filesystem::path& file, Environment environment) {
  try {
    return of_text(read_file(file), file.string(), std::move(environment));
  } catch (const std::filesystem::filesystem_error& failure) {
    auto state = std::make_unique<State>();
    state->file = file.string();
    state->fault(0, "cannot be read: " + failure.code().message());
    return Config(std::move(state));
  }
}

Config Config::of_text(std::string_view text, std::string name, Environment environment) {
  auto state = std::make_unique<State>();
  state->file = std::move(name);
  state->environment = std::move(environment);
  try {
    const toml::table table = toml::parse(text);
    state->add_table(table, "");
    std::ranges::sort(state->table_order, {}, [&](const auto& each) { return state->tables[each]; });
  } catch (const toml::parse_error& failure) {
    state->fault(failure.source().begin.line, std::string(failure.description()));
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
  for (const auto& table : state_->table_order)
    if (table.starts_with(name + ".") && table.find('.', name.size() + 1) == std::string::npos)
      names.push_back(table.substr(name.size() + 1));
  return names;
}

bool Config::has(const std::string& section) const {
  return state_->tables.contains(section);
}

const std::vector<ConfigValue>& Config::values() const {
  return state_->values;
}

std::vector<ConfigFault> Config::faults() const {
  auto faults = state_->faults;
  const auto say = [&](std::uint32_t line, const std::string& what, const std::optional<std::string>& near) {
    faults.push_back({state_->file + ":" + std::to_string(line) + ": " + what +
                          (near ? ". Did you mean " + *near + "?" : ""),
                      line});
  };
  std::vector<std::string> sections;
  for (const auto& [section, keys] : state_->known) sections.push_back(section);
  for (const auto& [table, line] : state_->tables) {
    const bool is_parent =
        std::ranges::any_of(sections, [&](const auto& each) { return each.starts_with(table + "."); });
    if (!state_->known.contains(table) && !is_parent)
      say(line, "unknown table [" + table + "]", text::nearest(table, sections));
  }
  for (const auto& [path, entry] : state_->entries) {
    const auto known = state_->known.find(entry.section);
    if (known == state_->known.end() || known->second.contains(entry.key)) continue;
    const std::vector<std::string> keys(known->second.begin(), known->second.end());
    say(entry.line, "unknown key " + path, text::nearest(entry.key, keys));
  }
  std::ranges::sort(faults, {}, [](const ConfigFault& one) { return std::tie(one.line, one.text); });
  return faults;
}

std::optional<std::string> Section::raw(std::string_view key, std::string_view kind) {
  state_->known[name_].insert(std::string(key));
  const auto variable = variable_name(name_, key);
  if (state_->environment)
    if (auto value = state_->environment(variable)) {
      state_->values.push_back({name_, std::string(key), in_quotes(*value), variable});
      return value;
    }
  const auto entry = state_->entries.find(name_ + "." + std::string(key));
  if (entry == state_->entries.end()) return std::nullopt;
  const bool fits = entry->second.kind == kind ||
                    (kind == "unit" && (entry->second.kind == "text" || entry->second.kind == "number"));
  if (!fits) {
    fault(key, "expected " + std::string(kind == "unit" ? "a number with a unit" : "a " + std::string(kind)) +
                   ", found " +
                   (entry->second.kind == "list" ? "a list" : in_quotes(entry->second.items.front())));
    return std::nullopt;
  }
  const auto& value = entry->second.items.front();
  state_->values.push_back(
      {name_, std::string(key), kind == "text" || kind == "unit" ? in_quotes(value) : value, "file"});
  return value;
}

void Section::note(std::string_view key, std::string value) {
  state_->values.push_back({name_, std::string(key), std::move(value), "default"});
}

void Section::fault(std::string_view key, std::string_view what) {
  const auto entry = state_->entries.find(name_ + "." + std::string(key));
  state_->fault(entry == state_->entries.end() ? 0 : entry->second.line,
                name_ + "." + std::string(key) + ": " + std::string(what));
}

std::string Section::text(std::string_view key, std::string_view otherwise) {
  if (auto value = raw(key, "text")) return *value;
  note(key, in_quotes(otherwise));
  return std::string(otherwise);
}

std::string Section::choice(std::string_view key, std::string_view otherwise,
                            const std::vector<std::string>& allowed) {
  auto value = text(key, otherwise);
  if (std::ranges::find(allowed, value) != allowed.end()) return value;
  const auto near = text::nearest(value, allowed);
  fault(key, "expected one of " + text::join(allowed, ", ") + ", found " + in_quotes(value) +
                 (near ? ". Did you mean " + *near + "?" : ""));
  return std::string(otherwise);
}

bool Section::flag(std::string_view key, bool otherwise) {
  const auto value = raw(key, "flag");
  if (value && (*value == "true" || *value == "false")) return *value == "true";
  if (value)
    fault(key, "expected true or false, found " + in_quotes(*value));
  else
    note(key, otherwise ? "true" : "false");
  return otherwise;
}

std::int64_t Section::number(std::string_view key, std::int64_t otherwise, std::int64_t least,
                             std::int64_t most) {
  const auto value = raw(key, "number");
  if (!value) {
    note(key, std::to_string(otherwise));
    return otherwise;
  }
  const auto count = text::number(*value);
  if (count && *count <= static_cast<std::uint64_t>(most) && static_cast<std::int64_t>(*count) >= least)
    return static_cast<std::int64_t>(*count);
  fault(key, "expected a number from " + std::to_string(least) + " to " + std::to_string(most) + ", found " +
                 *value);
  return otherwise;
}

std::uint16_t Section::port(std::string_view key, std::uint16_t otherwise) {
  return static_cast<std::uint16_t>(number(key, otherwise, 0, 65535));
}

std::chrono::milliseconds Section::duration(std::string_view key, std::chrono::milliseconds otherwise) {
  const auto value = raw(key, "unit");
  if (!value) {
    note(key, in_quotes(duration_text(otherwise)));
    return otherwise;
  }
  if (const auto duration = parse_duration(*value)) return *duration;
  fault(key, "expected a duration such as \"250ms\", \"10s\", \"5m\", \"2h\" or \"7d\", found " +
                 in_quotes(*value));
  return otherwise;
}

ByteCount Section::size(std::string_view key, ByteCount otherwise) {
  const auto value = raw(key, "unit");
  if (!value) {
    note(key, in_quotes(size_text(otherwise)));
    return otherwise;
  }
  if (const auto size = parse_size(*value)) return *size;
  fault(key, "expected a size such as \"64K\", \"50M\" or \"2G\", found " + in_quotes(*value));
  return otherwise;
}

std::vector<std::string> Section::texts(std::string_view key, std::vector<std::string> otherwise) {
  state_->known[name_].insert(std::string(key));
  const auto as_list = [](const std::vector<std::string>& items) {
    std::vector<std::string> each;
    for (const auto& item : items) each.push_back(in_quotes(item));
    return "[" + text::join(each, ", ") + "]";
  };
  const auto variable = variable_name(name_, key);
  if (state_->environment)
    if (const auto value = state_->environment(variable)) {
      std::vector<std::string> items;
      for (const auto part : text::split(*value, ',')) items.emplace_back(text::trimmed(part));
      state_->values.push_back({name_, std::string(key), as_list(items), variable});
      return items;
    }
  const auto entry = state_->entries.find(name_ + "." + std::string(key));
  if (entry == state_->entries.end()) {
    note(key, as_list(otherwise));
    return otherwise;
  }
  if (entry->second.kind != "list") {
    fault(key, "expected a list of texts, found " + entry->second.items.front());
    return otherwise;
  }
  state_->values.push_back({name_, std::string(key), as_list(entry->second.items), "file"});
  return entry->second.items;
}

}  // namespace base
