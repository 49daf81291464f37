// Carries out the actions of one decision, each as values of the delivery.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "notifyd/filters/plan.hpp"

namespace notifyd::filters {

/// Visits the actions of one decision; `delivery` receives what they come to.
class Carrier {
 public:
  Carrier(const Circumstances& circumstances, store::Deliver& delivery)
      : in_(circumstances), delivery_(delivery) {}

  /// One mailbox gets one copy (RFC 5228 section 2.10.3), the first version of it (RFC 5293 section 7).
  void add_target(store::Target target, const sieve::Edited& version);

  void operator()(const sieve::FileInto& action, const Chosen& chosen);
  void operator()(const sieve::Redirect& action, const Chosen& chosen);
  void operator()(const sieve::Notify& action, const Chosen& chosen);
  /// One answer for a message, whoever of the scripts gives the first.
  void operator()(const sieve::Vacation& action, const Chosen& chosen);
  void operator()(const sieve::Unsent& /*action*/, const Chosen& /*chosen*/) {}  ///< never in an outcome
  void operator()(const sieve::Reject& action, const Chosen& chosen);
  void operator()(const sieve::Pipe& action, const Chosen& chosen);
  void operator()(const sieve::AbuseReport& action, const Chosen& chosen);
  // A keep is in Decision::keep, a discard is the absence of everything.
  void operator()(const sieve::Keep& /*action*/, const Chosen& /*chosen*/) {}
  void operator()(const sieve::Discard& /*action*/, const Chosen& /*chosen*/) {}

  /// By a mail in his INBOX.
  void tell_owner(const Failure& failure);
  /// Success is told once: by us of what we kept, or by whoever gets it of what was only passed on (RFC 3461
  /// section 5.2.7).
  void report_success();

  CarriedOut take() {
    return {.edits = std::move(edits_), .refusal = std::move(refusal_), .kept_instead = kept_};
  }

 private:
  store::Target target(const sieve::FileInto& action, const std::string& what, const Chosen& chosen);
  /// Its place among the copies.
  std::size_t file_copy(const sieve::FileInto& action, const std::string& octets, const Chosen& chosen);
  /// What the account may have a day by this method of notify, or of reports.
  [[nodiscard]] store::Allowance allowed(const std::string& scheme) const;
  void send(store::Outgoing mail, const sieve::Edited& version = nullptr);
  /// RFC 6009 section 6.1: who redirects with wishes of his own hears what becomes of them.
  [[nodiscard]] mail::Address owner() const;
  [[nodiscard]] mail::Terms terms_of(const sieve::Redirect& action) const;
  void note(const Chosen& chosen, std::string text);

  const Circumstances& in_;
  store::Deliver& delivery_;
  Edits edits_;
  std::vector<std::string> refusal_;
  std::vector<std::size_t> passed_on_;  ///< outgoing mails that are still the sender's own
  bool answered_ = false;
  bool rejected_ = false;
  bool kept_ = false;
};

}  // namespace notifyd::filters
