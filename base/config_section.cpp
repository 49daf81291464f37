// The typed keys of one table: from the environment, else the file, else the default.

#include <algorithm>
#include <utility>

#include "base/config_state.hpp"
#include "base/text.hpp"

namespace base {
namespace {

std::string in_quotes(std::string_view text) {
  return '"' + text::replaced(text::replaced(text, "\\", "\\\\"), "\"", "\\\"") + '"';
}

/// What a person has to write for a kind of value.
std::string expected(std::string_view kind) {
  if (kind == "flag") return "true or false, without quotes";
  if (kind == "unit") return "a number with a unit";
  return kind == "text" ? "a text in quotes" : "a number, without quotes";
}

/// A value of the environment, which has no quotes, as the file would have it.
std::string as_toml(const std::string& value, std::string_view kind) {
  const bool bare =
      (kind == "number" && text::number(value)) || (kind == "flag" && (value == "true" || value == "false"));
  return bare ? value : in_quotes(value);
}

std::string found(const ConfigEntry& entry) {
  if (entry.kind == "list") return "a list";
  const auto& value = entry.items.front();
  return entry.kind == "text" ? "the text " + in_quotes(value) : value;
}

}  // namespace

std::string variable_name(std::string_view section, std::string_view key) {
  std::string name = "NOTIFYD_" + text::uppered(section) + "_" + text::uppered(key);
  std::ranges::replace_if(name, [](char c) { return c == '.' || c == '-'; }, '_');
  return name;
}

std::optional<std::string> Section::raw(std::string_view key, std::string_view kind) {
  state_->known[name_].insert(std::string(key));
  const auto variable = variable_name(name_, key);
  if (state_->environment)
    if (auto value = state_->environment(variable)) {
      state_->show({name_, std::string(key), as_toml(*value, kind), variable});
      return value;
    }
  const auto entry = state_->file.entries.find(name_ + "." + std::string(key));
  if (entry == state_->file.entries.end()) return std::nullopt;
  const bool fits = entry->second.kind == kind ||
                    (kind == "unit" && (entry->second.kind == "text" || entry->second.kind == "number"));
  if (!fits) {
    fault(key, "expected " + expected(kind) + ", found " + found(entry->second));
    return std::nullopt;
  }
  const auto& value = entry->second.items.front();
  state_->show(
      {name_, std::string(key), kind == "text" || kind == "unit" ? in_quotes(value) : value, "file"});
  return value;
}

void Section::note(std::string_view key, std::string value) {
  state_->show({name_, std::string(key), std::move(value), "default"});
}

void Section::fault(std::string_view key, std::string_view what) {
  const auto text = name_ + "." + std::string(key) + ": " + std::string(what);
  const auto variable = variable_name(name_, key);
  if (state_->environment && state_->environment(variable)) return state_->fault(variable, 0, text);
  const auto entry = state_->file.entries.find(name_ + "." + std::string(key));
  state_->fault(state_->file.name, entry == state_->file.entries.end() ? 0 : entry->second.line, text);
}

std::string Section::text(std::string_view key, std::string_view otherwise) {
  if (auto value = raw(key, "text")) return *value;
  note(key, in_quotes(otherwise));
  return std::string(otherwise);
}

std::string Section::secret(std::string_view key) {
  state_->secrets.insert(name_ + "." + std::string(key));
  return text(key);
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
      if (value->starts_with('[')) fault(key, "expected texts with commas between them, without brackets");
      std::vector<std::string> items;
      for (const auto part : text::split(*value, ',')) items.emplace_back(text::trimmed(part));
      state_->show({name_, std::string(key), as_list(items), variable});
      return items;
    }
  const auto entry = state_->file.entries.find(name_ + "." + std::string(key));
  if (entry == state_->file.entries.end()) {
    note(key, as_list(otherwise));
    return otherwise;
  }
  if (entry->second.kind != "list") {
    fault(key, "expected a list of texts such as [\"a\", \"b\"], found " + found(entry->second));
    return otherwise;
  }
  state_->show({name_, std::string(key), as_list(entry->second.items), "file"});
  return entry->second.items;
}

}  // namespace base
