// The engine's tables, and checking a script from text to program.

#include "sieve/engine.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "base/text.hpp"
#include "sieve/check.hpp"
#include "sieve/extension.hpp"
#include "sieve/method.hpp"
#include "sieve/script.hpp"

namespace sieve {

#define EXTENSION(name) extern const Extension name##_extension;
#include "sieve/extensions.def"
#undef EXTENSION

#define METHOD(name) extern const Method name##_method;
#include "sieve/methods.def"
#undef METHOD

namespace {

#define EXTENSION(name) &name##_extension,
constexpr std::array all_extensions{
#include "sieve/extensions.def"
};
#undef EXTENSION

#define METHOD(name) +1  // NOLINT(bugprone-macro-parentheses): a term of the sum below
constexpr std::size_t method_count = 0
#include "sieve/methods.def"
    ;
#undef METHOD

#define METHOD(name) &name##_method,
constexpr std::array<const Method*, method_count> all_methods{
#include "sieve/methods.def"
};
#undef METHOD

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

std::span<const Extension* const> built_in_extensions() {
  return all_extensions;
}

std::span<const Method* const> built_in_methods() {
  return all_methods;
}

Engine::Engine() : Engine(Settings{}) {}

Engine::Engine(Settings settings) : Engine(built_in_extensions(), built_in_methods(), std::move(settings)) {}

Engine::Engine(std::span<const Extension* const> extensions, std::span<const Method* const> methods,
               Settings settings)
    : place_(std::move(settings.place)), limits_(settings.limits) {
  for (const auto* extension : extensions) {
    if (!extension->always && contains(settings.disabled, extension->capability)) {
      withheld_.push_back(extension);
      continue;
    }
    extensions_.push_back(extension);
    if (contains(settings.implicit, extension->capability)) implicit_.push_back(extension);
    const bool usable = !extension->always && extension->needs <= place_.offers;
    if (usable) capabilities_.emplace_back(extension->capability);
  }
  for (const auto* method : methods) {
    if (contains(settings.disabled_methods, method->scheme)) continue;
    methods_.push_back(method);
    method_names_.emplace_back(method->scheme);
  }
}

Checked Engine::check(std::string_view script) const {
  Checked checked;
  const Lines lines(script);
  const syntax::Script tree = syntax::parse(script, lines, limits_, checked.faults);
  Check check({.extensions = extensions_,
               .implicit = implicit_,
               .methods = methods_,
               .place = place_,
               .limits = limits_,
               .withheld = withheld_},
              lines, checked.faults);
  check.script(tree);
  std::ranges::sort(checked.faults, [](const Fault& a, const Fault& b) {
    return std::tie(a.line, a.column, a.text) < std::tie(b.line, b.column, b.text);
  });
  shorten(checked.faults);
  if (has_errors(checked.faults)) return checked;
  auto program = check.take();
  program->source = std::string(script);
  checked.program = std::move(program);
  return checked;
}

}  // namespace sieve
