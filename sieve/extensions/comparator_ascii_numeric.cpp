// The comparator i;ascii-numeric (RFC 4790 section 9.1): numbers of any size; what is none is infinite.

#include "base/text.hpp"
#include "sieve/extension.hpp"

namespace sieve {
namespace {

/// The digits at the front without leading zeros; "" for 0 when there were digits, see below.
struct Number {
  bool infinite = true;
  std::string_view digits;
};

Number number(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && base::text::is_digit(text[end])) ++end;
  Number made{.infinite = end == 0, .digits = text.substr(0, end)};
  made.digits.remove_prefix(std::min(made.digits.find_first_not_of('0'), end));
  return made;
}

int order(std::string_view value, std::string_view key) {
  const Number a = number(value);
  const Number b = number(key);
  if (a.infinite || b.infinite) return static_cast<int>(a.infinite) - static_cast<int>(b.infinite);
  if (a.digits.size() != b.digits.size()) return a.digits.size() < b.digits.size() ? -1 : 1;
  return a.digits.compare(b.digits);
}

bool equal(std::string_view value, std::string_view key) {
  return order(value, key) == 0;
}

}  // namespace

extern const Extension comparator_ascii_numeric_extension{
    .capability = "comparator-i;ascii-numeric",
    .comparators = {{.name = "i;ascii-numeric", .equal = equal, .order = order}},
};

}  // namespace sieve
