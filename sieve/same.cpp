// Comparing scripts as they are parsed.

#include <algorithm>

#include "sieve/print.hpp"

namespace sieve::syntax {
namespace {

bool same_argument(const Argument& a, const Argument& b) {
  const auto same_string = [](const String& x, const String& y) { return x.value == y.value; };
  return a.kind == b.kind && a.bracketed == b.bracketed && a.number == b.number && a.tag == b.tag &&
         std::ranges::equal(a.strings, b.strings, same_string);
}

bool same_test(const Test& a, const Test& b) {
  return a.name == b.name && a.listed == b.listed &&
         std::ranges::equal(a.arguments, b.arguments, same_argument) &&
         std::ranges::equal(a.tests, b.tests, same_test);
}

bool same_command(const Command& a, const Command& b) {
  return a.name == b.name && a.listed == b.listed && a.has_block == b.has_block && a.broken == b.broken &&
         std::ranges::equal(a.arguments, b.arguments, same_argument) &&
         std::ranges::equal(a.tests, b.tests, same_test) &&
         std::ranges::equal(a.block, b.block, same_command);
}

}  // namespace

bool same(const Script& a, const Script& b) {
  return std::ranges::equal(a.commands, b.commands, same_command);
}

}  // namespace sieve::syntax
