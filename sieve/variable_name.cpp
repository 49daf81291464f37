// Names of variables (RFC 5229 section 3).

#include "sieve/variable_name.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace sieve {
namespace {

bool is_number(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, base::text::is_digit);
}

}  // namespace

bool is_variable_name(std::string_view name) {
  constexpr std::size_t longest = 64;  // characters; section 6 demands 32
  const auto fits = [](char c) { return base::text::is_alpha(c) || base::text::is_digit(c) || c == '_'; };
  return !name.empty() && name.size() <= longest && !base::text::is_digit(name.front()) &&
         std::ranges::all_of(name, fits);
}

bool is_variable_reference(std::string_view name) {
  const auto parts = base::text::split(name, '.');
  if (parts.size() == 1) return is_number(name) || is_variable_name(name);
  return is_variable_name(parts.front()) &&
         std::all_of(parts.begin() + 1, parts.end(),
                     [](std::string_view part) { return is_number(part) || is_variable_name(part); });
}

}  // namespace sieve
