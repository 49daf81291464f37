// What happens in a message store, as a value (RFC 5423 section 4).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/octets.hpp"
#include "mail/flags.hpp"
#include "mail/ids.hpp"
#include "mail/uid_set.hpp"

namespace mail {

/// RFC 5423 section 4, in its order. The numbers are stored: never change one.
enum class EventName : std::uint8_t {
  message_append = 0,
  message_expire = 1,
  message_expunge = 2,
  message_new = 3,
  quota_exceed = 4,
  quota_within = 5,
  quota_change = 6,
  message_read = 7,
  message_trash = 8,
  flags_set = 9,
  flags_clear = 10,
  login = 11,
  logout = 12,
  mailbox_create = 13,
  mailbox_delete = 14,
  mailbox_rename = 15,
  mailbox_subscribe = 16,
  mailbox_unsubscribe = 17,
};

/// "MessageNew" and its like, as registered (RFC 5423 section 7).
std::string_view name_of(EventName name);
/// ASCII case ignored; nothing if it is none.
std::optional<EventName> event_name(std::string_view name);

/// A set of event names, one bit each.
using EventMask = std::uint32_t;
constexpr EventMask mask_of(EventName name) {
  return EventMask{1} << static_cast<unsigned>(name);
}

/// The flags of one message before and after a flag event.
struct FlagChange {
  Uid uid;
  Flags before;
  Flags after;
  bool operator==(const FlagChange&) const = default;
};

/// One event. Which members mean something follows from the name; the others are empty.
struct Event {
  EventName name = EventName::message_new;
  AccountId account;
  ModSeq modseq;             ///< its place in the account's order
  MailboxId mailbox;         ///< 0 for events of no mailbox (quota, login)
  std::string mailbox_name;  ///< UTF-8; of a rename the new name
  std::string old_mailbox_name;
  UidValidity uid_validity;
  Uid uid_next;                     ///< after the event
  UidSet uids;                      ///< the messages it is about
  std::vector<FlagChange> changes;  ///< message_read, message_trash, flags_set, flags_clear
  Flags flags;                      ///< of a new message
  base::ByteCount size = 0;         ///< of a new message (RFC 5423: messageSize)
  base::Time timestamp;
  std::string log_id;   ///< follows the message from LMTP to the push, in the log
  std::string session;  ///< the session that caused it; its own changes are not told to it
  bool operator==(const Event&) const = default;
};

}  // namespace mail
