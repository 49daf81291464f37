// Cutting and cleaning what a trace shows.

#include "sieve/shown.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace sieve {

std::string shown(std::string_view text) {
  constexpr std::size_t longest = 100;
  const auto kept = base::text::utf8_prefix(text, longest);
  std::string out = '"' + std::string(kept) + (kept.size() < text.size() ? "..." : "") + '"';
  std::ranges::replace_if(out, [](char c) { return static_cast<unsigned char>(c) < 32 || c == 127; }, ' ');
  return out;
}

}  // namespace sieve
