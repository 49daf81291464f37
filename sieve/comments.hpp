// The comments and empty lines of a script, which mean nothing (RFC 5228 section 2.3) and are for people.
#pragma once

#include <string_view>
#include <vector>

#include "sieve/tokens.hpp"

namespace sieve {

struct Comment {
  std::string_view text;     ///< with its marks, without a line end behind it
  bool own_line = false;     ///< nothing but white space stands before it on its line
  bool after_blank = false;  ///< an empty line stands before it

  [[nodiscard]] bool ends_line() const { return text.starts_with('#'); }
};

/// What stands before a token.
struct Gap {
  std::vector<Comment> comments;
  bool after_blank = false;  ///< an empty line stands between the token and what is before it
};

/// One for each token of `script`, which had no error and outlives them.
std::vector<Gap> gaps(std::string_view script, const std::vector<Token>& tokens);

}  // namespace sieve
