// Commands that set a variable: its name, and the modifiers of its value (RFC 5229 section 4).

#include "sieve/variables.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "sieve/extension.hpp"
#include "sieve/variable_name.hpp"

namespace sieve {
namespace {

/// The slot of a variable of a namespace, where scripts share them; nothing after an error was reported.
std::optional<std::size_t> shared_target(Check& check, const Text& name) {
  const auto dot = name.constant.find('.');
  const auto rest = std::string_view(name.constant).substr(dot + 1);
  const Namespace* space = check.space(std::string_view(name.constant).substr(0, dot), name.span);
  if (space == nullptr) return std::nullopt;
  if (space->shares && space->knows(rest)) return check.shared_variable(rest, name.span);
  check.error(name.span, "\"" + name.constant + "\" cannot be set");
  return std::nullopt;
}

}  // namespace

void check_variable(Check& check, Text& name) {
  std::optional<std::size_t> slot;
  if (is_variable_name(name.constant))
    slot = check.variable(name.constant, name.span);
  else if (name.constant.find('.') != std::string::npos && is_variable_reference(name.constant))
    slot = shared_target(check, name);
  else
    check.error(name.span, "\"" + name.constant + "\" cannot be set",
                "names are letters, digits and _, and do not begin with a digit");
  if (!slot) return;
  name.slot = static_cast<int>(*slot);
  check.sets(*slot);
}

std::string modified(Run& run, const Arguments& arguments, std::string value) {
  std::vector<const Modifier*> modifiers;
  for (const auto& given : arguments.given().tags)
    if (given.tag->modifier != nullptr) modifiers.push_back(given.tag->modifier);
  std::ranges::sort(modifiers, std::greater(), &Modifier::precedence);
  for (const auto* modifier : modifiers) {
    run.spend_octets(value.size());
    value = modifier->apply(value);
    run.spend_octets(value.size());  // it may have grown
  }
  const auto most = run.limits().variable_octets;
  const bool cut = !modifiers.empty() && modifiers.back()->whole != nullptr && value.size() > most;
  if (cut) value.resize(modifiers.back()->whole(value, most).size());
  return value;
}

std::string_view whole_quoted(std::string_view text, std::size_t octets) {
  std::string_view kept = base::text::utf8_prefix(text, octets);
  const auto last = kept.find_last_not_of('\\');
  const auto backslashes = kept.size() - (last == std::string_view::npos ? 0 : last + 1);
  return backslashes % 2 == 0 ? kept : kept.substr(0, kept.size() - 1);
}

void set_variable(Run& run, const Text& name, std::string value, bool from_message) {
  const auto slot = static_cast<std::size_t>(name.slot);
  if (run.tracing()) run.note("set " + run.program().variables[slot] + " = \"" + value + '"');
  run.set_variable(slot, std::move(value), from_message);
}

}  // namespace sieve
