// What a script may use: extensions, by require (RFC 5228 section 3.2), and the names that they bring.

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "sieve/check.hpp"
#include "sieve/extension.hpp"
#include "sieve/former_names.hpp"

namespace sieve {
namespace {

std::string in_quotes(std::string_view text) {
  return '"' + std::string(text) + '"';
}

/// Whether a script can be seen to use it: one without only changes where the script may run (RFC 6785).
bool has_words(const Extension& extension) {
  return !extension.commands.empty() || !extension.tests.empty() || !extension.tags.empty() ||
         !extension.comparators.empty() || !extension.envelope_parts.empty() ||
         !extension.namespaces.empty() || extension.interpret != nullptr;
}

}  // namespace

bool Check::in_effect(const Extension& extension) const {
  return std::ranges::find(program_->extensions, &extension) != program_->extensions.end();
}

bool Check::in_effect(std::string_view capability) const {
  return std::ranges::any_of(program_->extensions,
                             [&](const Extension* extension) { return extension->capability == capability; });
}

bool Check::known(std::string_view capability) const {
  return std::ranges::any_of(known_, [&](const Extension* extension) {
    return extension->capability == capability && extension->needs <= place_.offers;
  });
}

const Extension* Check::named(std::string_view capability) const {
  const auto found = std::ranges::find_if(known_, [&](const Extension* extension) {
    return !capability.empty() && extension->capability == capability;
  });
  return found == known_.end() ? nullptr : *found;
}

// Hooks run in the order of the table, whatever the order of require.
void Check::into_effect(const Extension& extension) {
  if (in_effect(extension)) return;
  const auto order = [&](const Extension* one) { return std::ranges::find(known_, one) - known_.begin(); };
  auto& now = program_->extensions;
  now.insert(std::ranges::upper_bound(now, order(&extension), {}, order), &extension);
  for (const auto capability : extension.implies)
    if (const auto* implied = named(capability)) into_effect(*implied);
}

void Check::require(std::span<const Text> capabilities) {
  if (began_ && !capabilities.empty())
    error(capabilities.front().span, "require must stand before all other commands",
          "move it to the top of the script (RFC 5228 section 3.2)");
  for (const auto& capability : capabilities)
    if (!is_full()) require(capability, !began_);
}

/// One that stands too late has been reported as a whole: what it names is not.
void Check::require(const Text& capability, bool in_place) {
  const auto& name = capability.constant;
  if (const auto* extension = named(name)) {
    if (in_effect(*extension)) return;
    check_place(extension->needs, capability.span,
                in_quotes(name));  // once; the rest is checked all the same
    required_.emplace(extension, capability.span);
    into_effect(*extension);
    if (extension->answers_delivery) program_->answers = extension;
    return;
  }
  if (!in_place) return;
  const auto withheld = std::ranges::find(withheld_, name, &Extension::capability);
  if (withheld != withheld_.end()) {
    error(capability.span, "the extension " + in_quotes(name) + " is not offered here");
    return into_effect(**withheld);  // said once; the rest is checked as if it were
  }
  if (const auto now = extension_now(name); !now.empty()) {
    error(capability.span, "unknown extension " + in_quotes(name),
          "that is what " + in_quotes(now) + " was once: its commands may differ");
    if (const auto* extension = named(now)) into_effect(*extension);  // the rest is checked as if it were
    return;
  }
  std::vector<std::string> names;
  for (const auto* extension : known_)
    if (!extension->capability.empty()) names.emplace_back(extension->capability);
  const auto near = base::text::nearest(name, names);
  error(capability.span, "unknown extension " + in_quotes(name),
        near ? "did you mean " + in_quotes(*near) + "?" : "");
}

bool Check::can_lend(std::string_view capability) const {
  const Extension* extension = named(capability);
  if (extension == nullptr || extension->needs > place_.offers) return false;
  // Those that change how strings are read must stand in require.
  return extension->interpret == nullptr || (in_effect(*extension) && !lent_.contains(extension));
}

void Check::lend(std::string_view capability) {
  const Extension* extension = named(capability);
  if (extension == nullptr || in_effect(*extension)) return;
  into_effect(*extension);
  lent_.insert(extension);
}

void Check::used(const Extension& extension) {
  used_.insert(&extension);
  if (lent_.contains(&extension)) lent_here_.push_back(&extension);
}

void Check::check_place(Needs needs, syntax::Span span, std::string_view name) {
  if (needs <= place_.offers) return;
  error(span, std::string(name) + " cannot be used in the scripts of this account", place_.reason);
}

void Check::missing_require(const Extension& extension, syntax::Span span, const std::string& what) {
  if (std::ranges::find(withheld_, &extension) != withheld_.end())
    error(span,
          what + " needs the extension " + in_quotes(extension.capability) + ", which is not offered here");
  else if (extension.needs <= place_.offers)
    error(span, what + " needs the extension " + in_quotes(extension.capability),
          "add at the top: require " + in_quotes(extension.capability) + ";");
  else
    check_place(extension.needs, span, what);
  program_->extensions.push_back(&extension);  // reported once; the rest is checked as if it were there
  used(extension);
}

template <class Spec>
std::string Check::hint_for(std::string_view name, std::vector<Spec> Extension::* table) const {
  std::vector<std::string> names;
  bool is_command = false;
  bool is_test = false;
  for (const auto* extension : known_) {
    const auto is_called = [&](const auto& spec) { return spec.name == name; };
    is_command = is_command || std::ranges::any_of(extension->commands, is_called);
    is_test = is_test || std::ranges::any_of(extension->tests, is_called);
    for (const auto& spec : extension->*table) names.emplace_back(spec.name);
  }
  if (const auto now = command_now(name); !now.empty())
    return "it is of an older draft; now: " + std::string(now);
  if (is_command) return in_quotes(name) + " is a command: it stands in a block, not behind if";
  if (is_test) return in_quotes(name) + " is a test: it stands behind if, elsif or not";
  const auto near = base::text::nearest(name, names);
  return near ? "did you mean " + in_quotes(*near) + "?" : "";
}

template <class Spec>
const Spec* Check::find(std::string_view name, syntax::Span word, std::vector<Spec> Extension::* table,
                        std::string_view kind) {
  const Extension* elsewhere = nullptr;
  const Spec* absent = nullptr;
  for (const auto* extension : all_) {
    for (const auto& spec : extension->*table) {
      if (spec.name != name) continue;
      if (in_effect(*extension)) {
        used(*extension);
        return &spec;
      }
      elsewhere = extension;
      absent = &spec;
    }
  }
  if (elsewhere != nullptr) {
    missing_require(*elsewhere, word, std::string(name));
    return absent;
  }
  error(word, "unknown " + std::string(kind) + ' ' + in_quotes(name), hint_for(name, table));
  return nullptr;
}

const Command* Check::command_named(const syntax::Command& from) {
  return find(from.name, from.word, &Extension::commands, "command");
}

const Test* Check::test_named(const syntax::Test& from) {
  return find(from.name, from.word, &Extension::tests, "test");
}

const Comparator* Check::comparator(std::string_view name, syntax::Span span) {
  return find(name, span, &Extension::comparators, "comparator");
}

const EnvelopePart* Check::envelope_part(std::string_view name, syntax::Span span) {
  return find(base::text::lowered(name), span, &Extension::envelope_parts, "envelope part");
}

const Namespace* Check::space(std::string_view name, syntax::Span span) {
  for (const auto* extension : all_) {
    for (const auto& space : extension->namespaces) {
      if (!base::text::same_ignoring_case(space.name, name)) continue;
      if (!in_effect(*extension)) missing_require(*extension, span, "the namespace " + in_quotes(name));
      used(*extension);
      return &space;
    }
  }
  error(span, "unknown namespace " + in_quotes(name), "a name without a dot is a variable of this script");
  return nullptr;
}

void Check::unused_requires() {
  if (has_errors(faults_)) return;  // what uses it may be what is wrong
  for (const auto& [extension, span] : required_)
    if (!used_.contains(extension) && has_words(*extension))
      warn(span, "the extension " + in_quotes(extension->capability) + " is required and never used");
}

}  // namespace sieve
