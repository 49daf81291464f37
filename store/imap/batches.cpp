// A set of uids, cut.

#include "store/imap/batches.hpp"

#include <algorithm>

namespace store::imap {

std::vector<mail::UidSet> batches(const mail::UidSet& uids, std::size_t most) {
  std::vector<mail::UidSet> cut;
  std::size_t room = 0;
  for (const auto& range : uids.ranges()) {
    std::uint64_t from = range.first.value;
    while (from <= range.last.value) {
      if (room == 0) {
        cut.emplace_back();
        room = most;
      }
      const auto last = std::min<std::uint64_t>(range.last.value, from + room - 1);
      cut.back().add(mail::Uid{static_cast<std::uint32_t>(from)},
                     mail::Uid{static_cast<std::uint32_t>(last)});
      room -= last - from + 1;
      from = last + 1;
    }
  }
  return cut;
}

}  // namespace store::imap
