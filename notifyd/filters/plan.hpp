// From a decision to the one value that the store takes.
#pragma once

#include <set>
#include <string>

#include "mail/envelope.hpp"
#include "notifyd/filters/case.hpp"
#include "notifyd/filters/decision.hpp"
#include "store/account.hpp"
#include "store/deliver.hpp"

namespace notifyd::filters {

/// Outgoing::cause of an answer, which the memory of scripts allows once in a period.
inline constexpr const char* vacation_cause = "vacation";

/// What surrounds the decision for one recipient.
struct Circumstances {
  const mail::Envelope& envelope;
  const mail::Recipient& recipient;
  const store::Account& account;
  const std::set<std::string>* mailboxes = nullptr;  ///< names of those that exist; null: not known, all do
  std::string host;
  bool may_send = false;  ///< there is a smarthost; without one a redirect keeps the mail
};

/// Adds targets, notifies, outgoing mail, memory, what was relied on, whether anybody is told, and the trace
/// to `delivery`, and returns which of them are of an edited message. A mailbox that does not exist and may
/// not be made is INBOX instead: a mail is not lost for a name.
Edits carry_out(Decision decision, const Circumstances& circumstances, store::Deliver& delivery);

/// Everything into INBOX, because of `why`.
void keep_only(base::Time now, std::string why, store::Deliver& delivery);

/// As the store knows it: INBOX in upper case.
std::string canonical_mailbox(const std::string& name);

}  // namespace notifyd::filters
