// A string of a checked script: constant, or put together anew each time it is used (RFC 5229 section 3).
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "sieve/script.hpp"

namespace sieve {

struct Namespace;

/// A part of a string that is not constant.
struct Piece {
  enum class Kind { literal, variable, match, space };
  Kind kind = Kind::literal;
  std::string text;                  ///< literal: itself; space: the name behind the first dot
  std::size_t index = 0;             ///< variable: its slot; match: its number
  const Namespace* space = nullptr;  ///< not owned; part of an extension
};

struct Text {
  std::string constant;       ///< the value, if there are no pieces
  std::vector<Piece> pieces;  ///< more than nothing if the value depends on the run
  syntax::Span span;          ///< where it stands in the script
  int slot = -1;  ///< of a header name among Program::headers, of a variable name among Program::variables

  [[nodiscard]] bool is_constant() const { return pieces.empty(); }
};

}  // namespace sieve
