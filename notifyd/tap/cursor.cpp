// How far a tap has got, as a pure function.
//
// Invariant of the tap: every uid below the cursor has been told of (or was there before first contact), none
// at or above it.

#include "notifyd/tap/cursor.hpp"

namespace notifyd::tap {

Standing standing(const std::optional<store::Cursor>& known, const client::ImapMailbox& found) {
  using Kind = Standing::Kind;
  if (!known) return {.kind = Kind::first_contact};
  if (known->uid_validity != found.uid_validity) return {.kind = Kind::renumbered};
  if (found.uid_next < known->uid_next) return {.kind = Kind::rewound};
  if (found.uid_next == known->uid_next) return {.kind = Kind::caught_up};
  return {.kind = Kind::behind, .missing = {known->uid_next, mail::Uid{found.uid_next.value - 1}}};
}

const char* name_of(Standing::Kind kind) {
  switch (kind) {
    case Standing::Kind::first_contact:
      return "first contact";
    case Standing::Kind::renumbered:
      return "UIDVALIDITY changed";
    case Standing::Kind::rewound:
      return "UIDNEXT fell";
    case Standing::Kind::caught_up:
      return "caught up";
    case Standing::Kind::behind:
      return "behind";
  }
  return "";
}

}  // namespace notifyd::tap
