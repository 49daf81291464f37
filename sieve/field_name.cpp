// ftext of RFC 5322 section 3.6.8.

#include "sieve/field_name.hpp"

#include <algorithm>

namespace sieve {

bool is_field_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c > 32 && c < 127 && c != ':'; });
}

}  // namespace sieve
