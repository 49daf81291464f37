// A set of uids as sorted, disjoint ranges (sequence-set of RFC 3501 section 9).

#include "mail/uid_set.hpp"

#include <algorithm>
#include <utility>

namespace mail {
namespace {

std::uint64_t wide(Uid uid) {
  return uid.value;  // so that one more than the largest uid is no zero
}

}  // namespace

void UidSet::add(Uid first, Uid last) {
  if (last < first) std::swap(first, last);
  if (first.value == 0) first.value = 1;
  if (last.value == 0) return;
  const auto from = std::ranges::partition_point(
      ranges_, [&](const UidRange& range) { return wide(range.last) + 1 < wide(first); });
  auto to = from;
  for (; to != ranges_.end() && wide(to->first) <= wide(last) + 1; ++to) {
    first = std::min(first, to->first);
    last = std::max(last, to->last);
  }
  if (from == to) {
    ranges_.insert(from, UidRange{first, last});
    return;
  }
  *from = {first, last};
  ranges_.erase(from + 1, to);
}

void UidSet::remove(Uid uid) {
  const auto at =
      std::ranges::partition_point(ranges_, [&](const UidRange& range) { return range.last < uid; });
  if (at == ranges_.end() || uid < at->first) return;
  const auto [first, last] = *at;
  if (first == last) {
    ranges_.erase(at);
  } else if (uid == first) {
    ++at->first.value;
  } else if (uid == last) {
    --at->last.value;
  } else {
    at->first.value = uid.value + 1;
    ranges_.insert(at, UidRange{first, Uid{uid.value - 1}});
  }
}

bool UidSet::contains(Uid uid) const {
  const auto at =
      std::ranges::partition_point(ranges_, [&](const UidRange& range) { return range.last < uid; });
  return at != ranges_.end() && at->first <= uid;
}

std::uint64_t UidSet::size() const {
  std::uint64_t count = 0;
  for (const auto& range : ranges_) count += wide(range.last) - wide(range.first) + 1;
  return count;
}

std::string UidSet::text() const {
  std::string out;
  for (const auto& [first, last] : ranges_) {
    if (!out.empty()) out += ',';
    out += std::to_string(first.value);
    if (first != last) out += ':' + std::to_string(last.value);
  }
  return out;
}

}  // namespace mail
