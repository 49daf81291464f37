// Telephone numbers in URIs.

#include "sieve/telephone.hpp"

#include "base/text.hpp"

namespace sieve {
namespace {

constexpr std::size_t least_digits = 8;
constexpr std::size_t most_digits = 15;  // E.164

bool is_visual_separator(char c) {
  return c == '-' || c == '.' || c == '(' || c == ')';
}

}  // namespace

std::optional<std::string> global_number(std::string_view text) {
  if (!text.starts_with('+')) return std::nullopt;
  std::string number = "+";
  for (const char c : text.substr(1)) {
    if (is_visual_separator(c)) continue;
    if (!base::text::is_digit(c) || number.size() > most_digits) return std::nullopt;
    number += c;
  }
  return number.size() > least_digits ? std::optional(number) : std::nullopt;
}

}  // namespace sieve
