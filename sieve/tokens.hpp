// The words of a script (RFC 5228 section 8.1).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sieve/error.hpp"
#include "sieve/limits.hpp"

namespace sieve {

struct Token {
  enum class Kind { identifier, tag, number, string, mark, end };
  Kind kind = Kind::end;
  std::size_t begin = 0;  ///< octet offset in the script
  std::size_t end = 0;
  std::string text;          ///< identifier and tag (with its colon) in lower case; string: its value
  std::uint64_t number = 0;  ///< with its quantifier multiplied out
  char mark = 0;             ///< one of ; , { } [ ] ( )
};

/// Always ends with a token of kind `end`, which is empty unless a string or comment is never closed: it then
/// spans what that swallows. What is no token is reported in `faults` and left out.
std::vector<Token> tokens(std::string_view script, const Lines& lines, const Limits& limits,
                          std::vector<Fault>& faults);

}  // namespace sieve
