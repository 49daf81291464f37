// Tokens of MIME (RFC 2045 section 5.1).

#include "sieve/token.hpp"

#include <algorithm>

namespace sieve {

bool is_token(std::string_view text) {
  constexpr std::string_view specials = "()<>@,;:\\\"/[]?=";
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    return c > 32 && c < 127 && specials.find(c) == std::string_view::npos;
  });
}

}  // namespace sieve
