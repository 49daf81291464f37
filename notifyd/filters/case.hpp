// One message on its way to its recipients: what they share, and what is each one's own.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/result.hpp"
#include "mail/envelope.hpp"
#include "mail/flags.hpp"
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
  std::vector<sieve::Edited> pipes;
  std::vector<sieve::Edited> copies;  ///< never null: what was sent (RFC 8580)
};

/// Why a script runs over a message that is stored already (RFC 6785).
struct ImapEvent {
  std::string script;                                     ///< its name among the account's
  std::map<std::string, std::string, std::less<>> items;  ///< imap.cause and its like, for the environment
  mail::Flags flags;                                      ///< of the message, as they are now
};

/// The owner's script that ended early.
struct FailedScript {
  std::string name;
  std::size_t line = 0;  ///< 0: it cannot run at all
};

/// Of one recipient.
struct Case {
  mail::Recipient recipient;
  store::Account account;
  std::optional<ImapEvent> event;  ///< set: nothing is delivered, and `delivery` has what it is about
  std::string passed_over;         ///< why the owner's script does not run; "": it does
  bool is_tapped = false;          ///< its events come from the tap: mail only passes, and nobody is told
  store::Deliver delivery;
  std::optional<FailedScript> failed;
  /// It has failed, or an action that it asked for could not be done.
  bool went_wrong = false;
  store::DedupKey key;               ///< of a delivery that takes the mail
  Edits edits;                       ///< of the delivery; each is put before the commit
  std::vector<std::string> refusal;  ///< the reply's lines (RFC 5429); none: the mail is taken
  store::BlobRef told;               ///< the version that another server has taken; "": as it came
  std::optional<base::Result<store::smtp::Receipt>> result;  ///< set: nothing is left to do

  /// Whether the message's octets as they came must be stored: in a mailbox, or until the notifier or the
  /// relay has read them. Edits are put already.
  [[nodiscard]] bool needs_body() const;

  /// What the filters decided. A refusal is remembered apart: should they decide otherwise when the sender
  /// tries again, the mail is not taken for one that is here already.
  void decide(Edits versions, std::vector<std::string> refused_with);
};

/// What the log and the metrics say of a script that failed, when it is certain what became of the message:
/// without the reason, which may hold words of it. `log` says whose it is.
void tell_of_failure(const FailedScript& failed, const std::string& log_id, const base::Log& log,
                     base::Counter* failures);
/// The same of a delivery or an IMAP event, if its script failed.
void tell_of_failure(const Case& one, const base::Log& log, base::Counter* failures);

/// Decides whether a delivery is a retry: SHA-256 over sender, recipient and octets as received (their
/// digest).
store::DedupKey dedup_key(const mail::Address& sender, const mail::Address& recipient,
                          std::string_view digest);

}  // namespace notifyd::filters
