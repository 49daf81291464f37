// Who wants to hear what: mailboxes x events x view filter (RFC 5465 made durable), and the manners of a
// device.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mail/event.hpp"

namespace mail {

/// filter-mailboxes of RFC 5465 section 6, without the selected mailbox, which a sleeping device does not
/// have.
struct MailboxFilter {
  enum class Kind : std::uint8_t { inboxes = 0, personal = 1, subscribed = 2, subtree = 3, mailboxes = 4 };
  Kind kind = Kind::inboxes;
  std::vector<std::string> names;  ///< of subtree and mailboxes, UTF-8
  bool operator==(const MailboxFilter&) const = default;
};

/// True if an event in `mailbox` (UTF-8, '/' separates) is meant. `is_subscribed` answers for
/// Kind::subscribed.
bool covers(const MailboxFilter& filter, const std::string& mailbox, bool is_subscribed);

/// What a device hears. The default is that of a device that says nothing.
struct Subscription {
  MailboxFilter mailboxes;
  EventMask events = mask_of(EventName::message_new);
  std::string filter;  ///< IMAP search key as text, "" for every message (the view filter, VF)
  bool operator==(const Subscription&) const = default;
};

/// How much of a message may leave the house.
enum class Content : std::uint8_t {
  wake = 0,     ///< nothing: something happened
  summary = 1,  ///< sender and subject
  snippet = 2,  ///< and the first text
};

/// Held and coalesced from `from` until `to` (minutes of the day in `zone`, an IANA name); `from` > `to`
/// spans midnight.
struct QuietHours {
  int from_minute = 0;
  int to_minute = 0;
  std::string zone;
  bool operator==(const QuietHours&) const = default;
};

}  // namespace mail
