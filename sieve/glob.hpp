// The patterns of :matches (RFC 5228 section 2.7.1): `*`, `?`, and `\` before either of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sieve {

struct Comparator;

/// A pattern made ready. Stars cut it into segments of fixed length, and each segment is placed as far left
/// as it fits: that finds a match whenever there is one and gives each wildcard as little as possible (RFC
/// 5229 section 3.2), in time linear in the text for a given pattern.
class Glob {
 public:
  Glob(std::string_view pattern, const Comparator& comparator);
  /// Adds what was compared to `work`, in octets. `captures`, unless null, receives the whole value and then
  /// what each wildcard stands for.
  bool matches(std::string_view value, const Comparator& comparator, std::uint64_t& work,
               std::vector<std::string_view>* captures) const;

 private:
  bool matches_text(std::string_view value, const Comparator& comparator, std::uint64_t& work,
                    std::vector<std::string_view>* captures) const;

  /// Literal text, or one `?` where it is empty.
  using Part = std::string;
  using Segment = std::vector<Part>;
  struct Place {
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  struct Matcher;
  std::vector<Segment> segments_;  ///< one more than stars
};

}  // namespace sieve
