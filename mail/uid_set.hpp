// A set of uids as sorted, disjoint ranges (sequence-set of RFC 3501 section 9).
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "mail/ids.hpp"

namespace mail {

struct UidRange {
  Uid first;
  Uid last;  ///< inclusive
  auto operator<=>(const UidRange&) const = default;
};

/// Sorted, disjoint, not adjacent: 1:3,7. Small for the dense sets that mailboxes are.
class UidSet {
 public:
  UidSet() = default;
  explicit UidSet(Uid only) { add(only); }
  UidSet(Uid first, Uid last) { add(first, last); }
  static UidSet all() { return {Uid{1}, Uid{0xFFFFFFFF}}; }

  void add(Uid uid) { add(uid, uid); }
  void add(Uid first, Uid last);
  void remove(Uid uid);
  [[nodiscard]] bool contains(Uid uid) const;
  [[nodiscard]] bool empty() const { return ranges_.empty(); }
  /// Number of uids in it.
  [[nodiscard]] std::uint64_t size() const;
  [[nodiscard]] const std::vector<UidRange>& ranges() const { return ranges_; }
  /// "1:3,7"; "" if empty.
  [[nodiscard]] std::string text() const;
  bool operator==(const UidSet&) const = default;

 private:
  std::vector<UidRange> ranges_;
};

}  // namespace mail
