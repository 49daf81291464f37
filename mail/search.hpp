// IMAP search criteria as a value (RFC 3501 section 6.4.4): used by SEARCH, by view filters and by devices.
#pragma once

#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/octets.hpp"
#include "mail/flags.hpp"
#include "mail/uid_set.hpp"

namespace mail {

/// One search key and its operands. Which members mean something follows from the kind.
struct SearchKey {
  enum class Kind {
    all,        ///< every message
    both,       ///< all operands (a parenthesised list)
    either,     ///< OR: one of two operands
    negated,    ///< NOT: the operand does not match
    has_flags,  ///< `flags` are all set (ANSWERED, SEEN, KEYWORD x ...)
    recent,     ///< \Recent in this session; RECENT, OLD = NOT RECENT, NEW = RECENT and not SEEN
    uids,       ///< UID x
    sequence,   ///< message sequence numbers, in `uids` as written; resolved by the session before evaluation
    larger,     ///< size > `size`
    smaller,
    before,  ///< internal date, its day, in the server's zone
    on,
    since,
    sent_before,  ///< Date field, its day, zone disregarded
    sent_on,
    sent_since,
    header,   ///< `field` holds `text` (FROM, TO, CC, BCC and SUBJECT are headers too); "" = the field exists
    body,     ///< `text` in the body
    text,     ///< `text` in header or body
    mod_seq,  ///< modseq >= `number` (RFC 7162)
    younger,  ///< internal date within `number` seconds (RFC 5032)
    older,
  };
  Kind kind = Kind::all;
  Flags flags;
  UidSet uids;
  bool uids_to_end = false;  ///< the set as written held `*`
  base::ByteCount size = 0;
  std::uint64_t number = 0;
  int day = 0;        ///< days since 1970-01-01
  std::string field;  ///< header field name
  std::string text;   ///< UTF-8
  std::vector<SearchKey> operands;
};

/// True if the key asks for the body's text, so that a message's octets must be at hand to decide.
bool needs_body(const SearchKey& key);
/// True if the key asks for any octet of the message (header fields included).
bool needs_octets(const SearchKey& key);

}  // namespace mail
