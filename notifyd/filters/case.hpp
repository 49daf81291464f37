// One message on its way to its recipients: what they share, and what is each one's own.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "mail/envelope.hpp"
#include "mail/message.hpp"
#include "sieve/action.hpp"
#include "store/account.hpp"
#include "store/deliver.hpp"
#include "store/smtp/service.hpp"

namespace notifyd::filters {

/// Of one message. On one loop.
struct Shared {
  mail::Envelope envelope;
  mail::Message message;
  store::BlobRef body;  ///< "" until somebody needs it
};

/// Versions of the message that scripts have made (RFC 5293), beside a delivery's targets and outgoing mails;
/// null, or none: as it came.
struct Edits {
  std::vector<sieve::Edited> targets;
  std::vector<sieve::Edited> outgoing;
};

/// Of one recipient.
struct Case {
  mail::Recipient recipient;
  store::Account account;
  bool is_tapped = false;  ///< its events come from the tap: mail only passes, and nobody is told
  store::Deliver delivery;
  Edits edits;          ///< of the delivery; each is put before the commit
  store::BlobRef told;  ///< the version that another server has taken; "": as it came
  std::optional<base::Result<store::smtp::Receipt>> result;  ///< set: nothing is left to do

  /// Whether the message's octets as they came must be stored: in a mailbox, or until the notifier or the
  /// relay has read them. Edits are put already.
  [[nodiscard]] bool needs_body() const;
};

/// Decides whether a delivery is a retry: SHA-256 over sender, recipient and octets as received (their
/// digest).
store::DedupKey dedup_key(const mail::Address& sender, const mail::Address& recipient,
                          std::string_view digest);

}  // namespace notifyd::filters
