// Text as mail protocols treat it: ASCII case, splitting, numbers, base64, hex, UTF-8.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/octets.hpp"
#include "base/result.hpp"

namespace base::text {

constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
constexpr char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
}
constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_alpha(char c) {
  return lower(c) >= 'a' && lower(c) <= 'z';
}

/// ASCII letters only (comparator i;ascii-casemap, RFC 4790 section 9.2); other octets must be equal.
bool same_ignoring_case(std::string_view a, std::string_view b);
bool starts_with_ignoring_case(std::string_view text, std::string_view prefix);
/// Position of `needle` in `text`, ASCII letters compared without case; npos if absent. Linear time.
std::size_t find_ignoring_case(std::string_view text, std::string_view needle);
std::string lowered(std::string_view text);
std::string uppered(std::string_view text);

/// Without spaces, tabs, CR and LF at both ends.
std::string_view trimmed(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char at);
std::string join(const std::vector<std::string>& parts, std::string_view between);
std::string replaced(std::string_view text, std::string_view what, std::string_view with);

/// Decimal digits only, no sign, no space; nothing on overflow or any other octet.
std::optional<std::uint64_t> number(std::string_view digits);

/// RFC 4648 section 4, with padding.
std::string base64(std::string_view octets);
/// RFC 4648 section 5, without padding.
std::string base64url(std::string_view octets);
/// Accepts both alphabets, with or without padding; refuses every other octet.
std::optional<base::Octets> from_base64(std::string_view text);
std::string hex(std::string_view octets);
std::optional<base::Octets> from_hex(std::string_view text);

/// True if `text` is well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates).
bool is_utf8(std::string_view text);
/// `text` with each ill-formed octet replaced by U+FFFD.
std::string to_valid_utf8(std::string_view text);
/// The longest prefix of at most `limit_octets` that does not cut a character.
std::string_view utf8_prefix(std::string_view text, std::size_t limit_octets);

/// The entry of `known` that is nearest to `word`, for "did you mean": at an edit distance of 2 at most, or a
/// third of its length, and 1 for less than four letters; where both begin alike up to the last dot, of what
/// is behind it.
std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& known);

}  // namespace base::text
