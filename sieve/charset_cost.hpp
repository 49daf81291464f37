// What text in another charset costs.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/text.hpp"

namespace sieve {

/// Octets to be charged for making UTF-8 of so many octets, beside those of reading them.
inline std::uint64_t charset_cost(std::string_view charset, std::uint64_t octets) {
  constexpr std::uint64_t times = 4;  // of reading them
  const bool is_utf8 = charset.empty() || base::text::same_ignoring_case(charset, "utf-8") ||
                       base::text::same_ignoring_case(charset, "us-ascii");
  return is_utf8 ? 0 : times * octets;
}

}  // namespace sieve
