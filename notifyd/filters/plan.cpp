// Carries out a decision as values: targets, notifications (RFC 5435), outgoing mail (RFC 5228 section 4.2,
// RFC 5436).

#include "notifyd/filters/plan.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>
#include <variant>

#include "base/text.hpp"
#include "notifyd/filters/error_mail.hpp"
#include "sieve/compose.hpp"
#include "wire/smtp/parameters.hpp"

namespace notifyd::filters {
namespace {

const std::string inbox = "INBOX";

/// As sieve.report_from says.
mail::Address report_author(const Circumstances& in) {
  const std::string& from = in.sending.report_from;
  if (from == "sender" && !in.envelope.sender.empty()) return in.envelope.sender;
  if (from == "recipient") return in.recipient.address;
  const auto address = mail::parse_address(from == "user_email" ? in.account.address : from);
  return address ? *address : mail::Address{"postmaster", in.sending.host};
}

constexpr std::size_t most_header_octets = 64 * 1024;  // that a report is made of

mail::Terms incoming_terms(const mail::Envelope& envelope, const mail::Recipient& recipient) {
  return {.notify = recipient.notify,
          .original = recipient.original,
          .ret = envelope.ret,
          .envid = envelope.envid,
          .by = envelope.by,
          .smtputf8 = envelope.smtputf8};
}

/// Visits the actions of one decision.
class Carrier {
 public:
  Carrier(const Circumstances& circumstances, store::Deliver& delivery)
      : in_(circumstances), delivery_(delivery) {}

  /// One mailbox gets one copy (RFC 5228 section 2.10.3), the first version of it (RFC 5293 section 7).
  void add_target(store::Target target, const sieve::Edited& version) {
    const auto same = std::ranges::find(delivery_.targets, target.mailbox, &store::Target::mailbox);
    if (same == delivery_.targets.end()) {
      delivery_.targets.push_back(std::move(target));
      edits_.targets.push_back(version);
    } else {
      same->flags.add(target.flags);
      same->create = same->create || target.create;
      if (same->special_use.empty()) same->special_use = target.special_use;
    }
  }

  void operator()(const sieve::FileInto& action, const Chosen& chosen) {
    add_target(target(action, "message", chosen), action.message);
  }

  // The envelope's sender stays, so that a bounce finds him; a null one stays null (RFC 5321 section 4.5.5).
  void operator()(const sieve::Redirect& action, const Chosen& chosen) {
    if (!in_.sending.may_send) {
      note(chosen, "mail cannot leave this server; the redirect keeps the message");
      add_target({.mailbox = inbox, .create = true}, action.message);
      return;
    }
    const bool own = !action.notify.empty() || !action.ret.empty() || action.by;
    if (!own) passed_on_.push_back(delivery_.outgoing.size());
    send({.sender = action.null_sender ? mail::Address{}
                    : own              ? owner()
                                       : in_.envelope.sender,
          .recipient = action.address,
          .prefix = sieve::redirect_fields(in_.envelope, in_.sending.host, in_.account.address),
          .carries_body = true,
          .body = {},
          .cause = "redirect",
          .terms = own ? terms_of(action) : incoming_terms(in_.envelope, in_.recipient)},
         action.message);
  }

  void operator()(const sieve::Notify& action, const Chosen& chosen) {
    std::ranges::move(uri_notifies(action, chosen.cause, in_.sending.a_day),
                      std::back_inserter(delivery_.uri_notifies));
    if (!action.device.empty())
      delivery_.notifies.push_back({.device = action.device,
                                    .message = action.text,
                                    .importance = std::to_string(action.importance),
                                    .cause = chosen.cause});
    if (!action.mail) return;
    if (!in_.sending.may_send)
      return note(chosen, "mail cannot leave this server; the notification is dropped");
    const std::string whole = sieve::compose(*action.mail, delivery_.received, in_.sending.host);
    std::optional<std::size_t> copy;
    if (action.fcc) copy = file_copy(*action.fcc, whole, chosen);
    for (const mail::Address& to : action.mail->recipients)
      send({.sender = action.mail->sender,
            .recipient = to,
            .prefix = whole,
            .carries_body = false,
            .cause = "notify",
            .allowance = allowance(in_.sending.a_day, action.scheme),
            .copy = copy});
  }

  /// One answer for a message, whoever of the scripts gives the first.
  void operator()(const sieve::Vacation& action, const Chosen& chosen) {
    if (!in_.sending.may_send) return note(chosen, "mail cannot leave this server; nobody is answered");
    if (std::exchange(answered_, true)) return note(chosen, "the message is answered already");
    const std::string whole = sieve::compose(action, delivery_.received, in_.sending.host);
    if (action.fcc) file_copy(*action.fcc, whole, chosen);
    send({.sender = {},
          .recipient = action.recipient,
          .prefix = whole,
          .carries_body = false,
          .cause = vacation_cause});
  }

  void operator()(const sieve::Reject& action, const Chosen& chosen) {
    refusal_ = sieve::reply_lines(action);
    if (!refusal_.empty()) return;
    rejected_ = true;
    if (action.sender.empty()) return note(chosen, "nobody is told of the refusal: there is no sender");
    if (!in_.sending.may_send) {
      rejected_ = false;
      note(chosen, "the reason does not fit a reply, and mail cannot leave this server: the message is kept");
      return add_target({.mailbox = inbox, .create = true}, nullptr);
    }
    send({.sender = {},
          .recipient = action.sender,
          .prefix = sieve::compose(action, in_.message, '<' + action.recipient.text() + '>',
                                   delivery_.received, in_.sending.host),
          .carries_body = false,
          .cause = "reject"});
  }

  void operator()(const sieve::Pipe& action, const Chosen& chosen) {
    delivery_.pipes.push_back({.program = action.program,
                               .arguments = action.arguments,
                               .environment = action.environment,
                               .body = {},
                               .cause = chosen.cause});
    edits_.pipes.push_back(action.message);
  }
  void operator()(const sieve::AbuseReport& action, const Chosen& chosen) {
    if (!in_.sending.may_send) return note(chosen, "mail cannot leave this server; nothing is reported");
    const std::string whole =
        sieve::compose(action, {.author = report_author(in_), .owner = in_.recipient.address}, in_.envelope,
                       in_.message, delivery_.received, in_.sending.host);
    send({.sender = {},
          .recipient = action.recipient,
          .cause = "report",
          .allowance = allowance(in_.sending.a_day, "report")},
         std::make_shared<const mail::Message>(whole));
  }

  void tell_owner(const Failure& failure) {
    delivery_.copies.push_back({.mailbox = inbox, .create = true});
    edits_.copies.push_back(std::make_shared<const mail::Message>(
        filters::compose({.owner = in_.account.address, .failure = failure, .message = in_.message},
                         delivery_.received, in_.sending.host)));
  }

  // A keep is in Decision::keep, a discard is the absence of everything.
  void operator()(const sieve::Keep&, const Chosen&) {}
  void operator()(const sieve::Discard&, const Chosen&) {}

  /// Success is told once: by us of what we kept, or by whoever gets it of what was only passed on (RFC 3461
  /// section 5.2.7).
  void report_success() {
    if (rejected_ || !refusal_.empty()) return;
    if (delivery_.targets.empty() && passed_on_.size() == 1) return;
    for (const std::size_t i : passed_on_) {
      auto& notify = delivery_.outgoing[i].terms.notify;
      if (auto wanted = wire::smtp::parse_notify(notify); !notify.empty() && wanted) {
        wanted->success = false;
        notify = wire::smtp::text(*wanted);
      }
    }
    const bool expanded = delivery_.targets.empty() && passed_on_.size() > 1;
    tell_of_success(expanded ? relay::Outcome::expanded : relay::Outcome::delivered, in_, delivery_);
    edits_.outgoing.resize(delivery_.outgoing.size());
  }

  CarriedOut take() { return {.edits = std::move(edits_), .refusal = std::move(refusal_)}; }

 private:
  store::Target target(const sieve::FileInto& action, const std::string& what, const Chosen& chosen) {
    const std::string name = canonical_mailbox(action.mailbox);
    const bool exists = in_.mailboxes == nullptr || in_.mailboxes->contains(name);
    if (exists || action.create)
      return {
          .mailbox = name, .flags = action.flags, .create = action.create, .special_use = action.special_use};
    note(chosen, "there is no mailbox \"" + name + "\"; the " + what + " goes to INBOX");
    delivery_.relied_on.mailboxes.emplace_back(name, false);
    return {.mailbox = inbox, .flags = action.flags, .create = true};
  }
  /// Its place among the copies.
  std::size_t file_copy(const sieve::FileInto& action, const std::string& octets, const Chosen& chosen) {
    delivery_.copies.push_back(target(action, "copy of what was sent", chosen));
    edits_.copies.push_back(std::make_shared<const mail::Message>(octets));
    return delivery_.copies.size() - 1;
  }
  void send(store::Outgoing mail, const sieve::Edited& version = nullptr) {
    delivery_.outgoing.push_back(std::move(mail));
    edits_.outgoing.push_back(version);
  }
  /// RFC 6009 section 6.1: who redirects with wishes of his own hears what becomes of them.
  [[nodiscard]] mail::Address owner() const {
    const auto address = mail::parse_address(in_.account.address);
    return address ? *address : in_.envelope.sender;
  }
  [[nodiscard]] mail::Terms terms_of(const sieve::Redirect& action) const {
    return {.notify = action.notify,
            .original = {},
            .ret = action.ret,
            .envid = {},
            .by = action.by,
            .smtputf8 = in_.envelope.smtputf8};
  }
  void note(const Chosen& chosen, std::string text) {
    delivery_.trace.push_back(
        deposit_step(delivery_.received, chosen.administrative, chosen.cause + ": " + std::move(text)));
  }

  const Circumstances& in_;
  store::Deliver& delivery_;
  Edits edits_;
  std::vector<std::string> refusal_;
  std::vector<std::size_t> passed_on_;  ///< outgoing mails that are still the sender's own
  bool answered_ = false;
  bool rejected_ = false;
};

/// Who hears of a message that is in no mailbox, and why so few.
std::string of_the_discarded(const store::Deliver& delivery) {
  const std::string nowhere = "the message is stored nowhere: ";
  if (!delivery.tell) return nowhere + "nobody is told, as the administrator's script took it away";
  if (!delivery.notifies.empty())
    return nowhere +
           "only the devices that the script notifies hear of it, as subscriptions are to mailboxes";
  return nowhere + "nobody is told, as subscriptions are to mailboxes and the script notifies no device";
}

}  // namespace

CarriedOut carry_out(Decision decision, const Circumstances& circumstances, store::Deliver& delivery) {
  delivery.trace = std::move(decision.trace);
  delivery.targets.clear();
  delivery.notifies.clear();
  delivery.uri_notifies.clear();
  delivery.outgoing.clear();
  delivery.pipes.clear();
  delivery.copies.clear();
  delivery.memory.clear();
  for (const sieve::Remember& one : decision.memory) delivery.memory.push_back({one.key, one.until});
  Carrier carrier(circumstances, delivery);
  if (decision.keep)
    carrier.add_target({.mailbox = inbox, .flags = decision.flags, .create = true}, decision.message);
  if (decision.owner_is_told) carrier.tell_owner(*decision.failure);
  for (const Chosen& chosen : decision.actions)
    std::visit([&](const auto& action) { carrier(action, chosen); }, chosen.action);
  carrier.report_success();
  if (delivery.trace.empty())
    delivery.trace.push_back(
        deposit_step(delivery.received, false, "no script is active: the message is kept in INBOX"));
  delivery.tell = !(decision.stopped_by_administrator && delivery.targets.empty());
  if (delivery.targets.empty())
    delivery.trace.push_back(
        deposit_step(delivery.received, decision.stopped_by_administrator, of_the_discarded(delivery)));
  return carrier.take();
}

void tell_of_success(relay::Outcome outcome, const Circumstances& in, store::Deliver& delivery) {
  const mail::Terms terms = incoming_terms(in.envelope, in.recipient);
  if (!in.sending.may_send || in.envelope.sender.empty() || !relay::is_wanted(outcome, terms)) return;
  const relay::Report what{.outcome = outcome,
                           .sender = in.envelope.sender,
                           .recipient = in.recipient.address,
                           .terms = terms,
                           .octets = in.message.octets().substr(0, most_header_octets),
                           .arrived = delivery.received};
  delivery.outgoing.push_back({.sender = {},
                               .recipient = in.envelope.sender,
                               .prefix = relay::report(what, delivery.received, in.sending.host),
                               .carries_body = false,
                               .body = {},
                               .cause = "report"});
}

void keep_only(const Circumstances& in, std::string why, store::Deliver& delivery) {
  delivery.trace.push_back(
      deposit_step(delivery.received, false, std::move(why) + "; the message is kept in INBOX"));
  delivery.targets = {store::Target{.mailbox = inbox, .create = true}};
  delivery.notifies.clear();
  delivery.uri_notifies.clear();
  delivery.outgoing.clear();
  delivery.pipes.clear();
  delivery.copies.clear();
  delivery.memory.clear();
  delivery.relied_on = {};
  delivery.tell = true;
  tell_of_success(relay::Outcome::delivered, in, delivery);
}

std::string canonical_mailbox(const std::string& name) {
  const std::string upper = base::text::uppered(name.substr(0, 5));
  if (upper != inbox) return name;
  return name.size() == 5 || name[5] == '/' ? inbox + name.substr(5) : name;
}

}  // namespace notifyd::filters
