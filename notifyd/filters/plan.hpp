// From a decision to the one value that the store takes.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "mail/envelope.hpp"
#include "mail/message.hpp"
#include "notifyd/filters/case.hpp"
#include "notifyd/filters/decision.hpp"
#include "notifyd/filters/sending.hpp"
#include "notifyd/relay/report.hpp"
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
  const Sending& sending;                            ///< without a smarthost a redirect keeps the mail
  const mail::Message& message;                      ///< as it came
  const ImapEvent* event = nullptr;                  ///< set: the message lies in a mailbox already
};

/// What a decision leaves beside the delivery.
struct CarriedOut {
  Edits edits;                       ///< which of its copies and outgoing mails are of an edited message
  std::vector<std::string> refusal;  ///< the reply's lines (RFC 5429); none: the message is taken
  bool kept_instead = false;         ///< an action could not be carried out and keeps the message
};

/// Adds targets, notifies, outgoing mail, memory, what was relied on, whether anybody is told, and the trace
/// to `delivery`. A mailbox that does not exist and may not be made is INBOX instead: a mail is not lost for
/// a name.
CarriedOut carry_out(Decision decision, const Circumstances& circumstances, store::Deliver& delivery);

/// Everything into INBOX, because of `why`. Of the circumstances the mailboxes do not matter.
void keep_only(const Circumstances& circumstances, std::string why, store::Deliver& delivery);

/// What the sender wishes of his mail to this recipient.
mail::Terms incoming_terms(const mail::Envelope& envelope, const mail::Recipient& recipient);

/// Adds the report to the sender, if he asked for it (RFC 3461 section 5.2.3).
void tell_of_success(relay::Outcome outcome, const Circumstances& circumstances, store::Deliver& delivery);

/// As the store knows it: INBOX in upper case.
std::string canonical_mailbox(const std::string& name);

}  // namespace notifyd::filters
