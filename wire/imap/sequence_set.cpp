// sequence-set (RFC 3501 section 9).

#include "wire/imap/sequence_set.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "base/text.hpp"

namespace wire::imap {
namespace {

constexpr std::uint32_t star = std::numeric_limits<std::uint32_t>::max();

std::optional<std::uint32_t> seq_number(std::string_view text) {
  if (text == "*") return star;
  const auto value = base::text::number(text);
  if (!value || *value == 0 || *value > star) return std::nullopt;
  return static_cast<std::uint32_t>(*value);
}

}  // namespace

mail::UidSet SequenceSet::resolved(mail::Uid highest) const {
  if (!to_end) return numbers;
  if (highest.value == 0) return {};
  mail::UidSet set;
  for (const auto& range : numbers.ranges()) {
    if (range.last.value != star)
      set.add(range.first, range.last);
    else
      set.add(std::min(range.first, highest), highest);
  }
  return set;
}

base::Result<SequenceSet> parse_sequence_set(std::string_view text) {
  SequenceSet set;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ranges;
  for (const auto piece : base::text::split(text, ',')) {
    const auto colon = piece.find(':');
    const auto from = seq_number(piece.substr(0, colon));
    const auto to = colon == std::string_view::npos ? from : seq_number(piece.substr(colon + 1));
    if (!from || !to) return base::fail(base::Errc::syntax, "not a sequence set");
    set.to_end = set.to_end || piece.find('*') != std::string_view::npos;
    ranges.emplace_back(std::min(*from, *to), std::max(*from, *to));
  }
  // Sorted first: a set is cheap to build in rising order, and quadratic in falling order.
  std::ranges::sort(ranges);
  for (const auto& [first, last] : ranges) set.numbers.add(mail::Uid{first}, mail::Uid{last});
  return set;
}

}  // namespace wire::imap
