// The patterns of :matches (RFC 5228 section 2.7.1): `*`, `?`, and `\` before either of them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "sieve/budget.hpp"

namespace sieve {

struct Comparator;

/// A pattern made ready. Stars cut it into segments, and each segment is placed as far left as it fits: that
/// finds a match whenever there is one and gives each wildcard as little as possible (RFC 5229 section 3.2),
/// in time linear in the text for a given pattern.
class Glob {
 public:
  Glob(std::string_view pattern, const Comparator& comparator);
  /// Once through the value is free. `captures`, unless null, receives the whole value and then what each
  /// wildcard stands for.
  bool matches(std::string_view value, const Comparator& comparator, Budget& budget,
               std::vector<std::string_view>* captures) const;

 private:
  /// So many characters, whichever they are, and then this text.
  struct Part {
    std::size_t any = 0;
    std::string literal;
  };
  using Segment = std::vector<Part>;
  struct Place {
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  class Matcher;
  std::vector<Segment> segments_;  ///< one more than stars
  bool has_any_ = false;           ///< there is a `?`
};

}  // namespace sieve
