// How far a tap has got in a mailbox, held against what the server shows (RFC 3501 section 2.3.1.1).
#pragma once

#include <optional>

#include "client/imap.hpp"
#include "mail/uid_set.hpp"
#include "store/deliver.hpp"

namespace notifyd::tap {

struct Standing {
  enum class Kind {
    first_contact,  ///< nothing old is told
    renumbered,     ///< UIDVALIDITY has changed: what was told of cannot be recognised any more
    rewound,        ///< UIDNEXT has fallen, which RFC 3501 forbids: restored from a backup, most likely
    caught_up,
    behind,
  };
  Kind kind = Kind::caught_up;
  mail::UidRange missing;  ///< behind: where messages may be that nobody was told of
};

Standing standing(const std::optional<store::Cursor>& known, const client::ImapMailbox& found);

/// A word for the log.
const char* name_of(Standing::Kind kind);

}  // namespace notifyd::tap
