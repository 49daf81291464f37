// External lists of Sieve (RFC 6134), as values. A list belongs to an account, or, with account 0, to
// everybody, and is then the administrator's. Entries are compared without regard to the case of ASCII
// letters.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace store {

struct List {
  std::string name;  ///< its one spelling, a URI
  std::size_t entries = 0;
  bool operator==(const List&) const = default;
};

struct ListLimits {
  std::size_t lists = 100;  ///< of one owner
  std::size_t entries = 10'000;
  std::size_t entry_octets = 1'000;
};

/// First `remove`, then `add`; at most `most_at_once` entries together. An entry that is there, but for case,
/// is not added, one that is not there not removed.
struct ListChange {
  static constexpr std::size_t most_at_once = 1'000;
  std::string name;
  std::vector<std::string> add;  ///< UTF-8 without control characters, no blanks at its ends
  std::vector<std::string> remove;
};

struct ListChanged {
  std::size_t added = 0;
  std::size_t removed = 0;
  std::size_t entries = 0;  ///< that the list has now
};

}  // namespace store
