// "ihave" (RFC 5463): a test for extensions that puts them into effect, and the command error.

#include <algorithm>

#include "sieve/extension.hpp"

namespace sieve {
namespace {

bool available(const Check& check, const Condition& condition) {
  return std::ranges::all_of(condition.given.positional[0]->strings,
                             [&](const Text& name) { return check.can_lend(name.constant); });
}

// Section 4: all of them or none.
void check_ihave(Check& check, Condition& condition) {
  if (!available(check, condition)) return;
  for (const auto& name : condition.given.positional[0]->strings) check.lend(name.constant);
}

std::optional<bool> known_ihave(const Check& check, const Condition& condition) {
  return available(check, condition);
}

/// What the check found; from here on what follows may use the extensions.
bool ihave(Run& run, const Condition& condition) {
  if (condition.known != true) return false;
  for (const auto& name : condition.given.positional[0]->strings)
    for (const auto* extension : run.program().extensions)
      if (extension->capability == name.constant) run.lend(*extension);
  return true;
}

// Section 5.
void error(Run& run, const Arguments& arguments) {
  run.fail(std::string(arguments.string("message")));
}

}  // namespace

extern const Extension ihave_extension{
    .capability = "ihave",
    .commands = {{.name = "error", .takes = {string("message")}, .ends = true, .perform = error}},
    .tests = {{.name = "ihave",
               .takes = {{.name = "capabilities", .kind = Parameter::Kind::string_list, .constant = true}},
               .check = check_ihave,
               .combine = ihave,
               .known = known_ihave}},
};

}  // namespace sieve
