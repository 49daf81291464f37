// Sequence sets: numbers and ranges in which `*` is the largest one in use (RFC 3501 section 9).
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "mail/uid_set.hpp"

namespace wire::imap {

/// A sequence-set as written, of uids or of message sequence numbers. `*` is held as 4294967295 until it is
/// resolved.
struct SequenceSet {
  mail::UidSet numbers;
  bool to_end = false;  ///< `*` was in it

  /// The set with `*` taken as `highest` (0: nothing is in use): `7:*` holds `highest` even if that is
  /// below 7.
  [[nodiscard]] mail::UidSet resolved(mail::Uid highest) const;
};

base::Result<SequenceSet> parse_sequence_set(std::string_view text);

}  // namespace wire::imap
