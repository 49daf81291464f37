// Carries out the actions of one decision: targets, notifications (RFC 5435), outgoing mail (RFC 5228 section
// 4.2, RFC 5436), mail for programs.

#include "notifyd/filters/carrier.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

#include "notifyd/filters/error_mail.hpp"
#include "sieve/compose.hpp"
#include "wire/smtp/parameters.hpp"

namespace notifyd::filters {
namespace {

const std::string inbox = "INBOX";

/// As sieve.report_from says.
mail::Address report_author(const Circumstances& in) {
  const mail::Address postmaster{"postmaster", in.sending.host};
  const std::string& from = in.sending.report_from;
  if (from == "postmaster") return postmaster;
  if (from == "sender") return in.envelope.sender.empty() ? postmaster : in.envelope.sender;
  if (from == "recipient") return in.recipient.address;
  const auto address = mail::parse_address(from == "user_email" ? in.account.address : from);
  return address && !address->domain.empty() ? *address : postmaster;
}

}  // namespace

void Carrier::add_target(store::Target target, const sieve::Edited& version) {
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

void Carrier::operator()(const sieve::FileInto& action, const Chosen& chosen) {
  const std::string name = canonical_mailbox(action.mailbox);
  if (in_.event != nullptr && !action.create && !in_.mailboxes->contains(name)) {
    note(chosen, "there is no mailbox \"" + name + "\"; the message stays where it is");
    delivery_.relied_on.mailboxes.emplace_back(name, false);
    kept_ = true;
    return;
  }
  add_target(target(action, "message", chosen), action.message);
}

// The envelope's sender stays, so that a bounce finds him; a null one stays null (RFC 5321 section 4.5.5).
void Carrier::operator()(const sieve::Redirect& action, const Chosen& chosen) {
  if (!in_.sending.may_send) {
    note(chosen, "mail cannot leave this server; the redirect keeps the message");
    kept_ = true;
    if (in_.event == nullptr) add_target({.mailbox = inbox, .create = true}, action.message);
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

void Carrier::operator()(const sieve::Notify& action, const Chosen& chosen) {
  std::ranges::move(uri_notifies(action, chosen.cause, in_.sending.a_day(in_.account.address)),
                    std::back_inserter(delivery_.uri_notifies));
  if (!action.device.empty()) {
    delivery_.device_allowance = allowed(action.scheme);
    delivery_.notifies.push_back({.device = action.device,
                                  .message = action.text,
                                  .importance = std::to_string(action.importance),
                                  .cause = chosen.cause});
  }
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
          .allowance = allowed(action.scheme),
          .copy = copy});
}

void Carrier::operator()(const sieve::Vacation& action, const Chosen& chosen) {
  if (!in_.sending.may_send) return note(chosen, "mail cannot leave this server; nobody is answered");
  if (std::exchange(answered_, true)) return note(chosen, "the message is answered already");
  const std::string whole = sieve::compose(action, delivery_.received, in_.sending.host);
  if (action.fcc) file_copy(*action.fcc, whole, chosen);
  send({.sender = action.sender,
        .recipient = action.recipient,
        .prefix = whole,
        .carries_body = false,
        .cause = vacation_cause});
}

void Carrier::operator()(const sieve::Reject& action, const Chosen& chosen) {
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
        .prefix = sieve::compose(action, in_.message, '<' + action.recipient.text() + '>', delivery_.received,
                                 in_.sending.host),
        .carries_body = false,
        .cause = "reject"});
}

void Carrier::operator()(const sieve::Pipe& action, const Chosen& chosen) {
  delivery_.pipes.push_back({.program = action.program,
                             .arguments = action.arguments,
                             .environment = action.environment,
                             .body = {},
                             .cause = chosen.cause});
  edits_.pipes.push_back(action.message);
}

void Carrier::operator()(const sieve::AbuseReport& action, const Chosen& chosen) {
  if (!in_.sending.may_send) return note(chosen, "mail cannot leave this server; nothing is reported");
  const std::string whole =
      sieve::compose(action, {.author = report_author(in_), .owner = in_.recipient.address}, in_.envelope,
                     in_.message, delivery_.received, in_.sending.host);
  send({.sender = {}, .recipient = action.recipient, .cause = "abuse report", .allowance = allowed("report")},
       std::make_shared<const mail::Message>(whole));
}

void Carrier::tell_owner(const Failure& failure) {
  delivery_.copies.push_back({.mailbox = inbox, .create = true});
  edits_.copies.push_back(std::make_shared<const mail::Message>(
      filters::compose({.owner = in_.account.address, .failure = failure, .message = in_.message},
                       delivery_.received, in_.sending.host)));
}

void Carrier::report_success() {
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

store::Target Carrier::target(const sieve::FileInto& action, const std::string& what, const Chosen& chosen) {
  const std::string name = canonical_mailbox(action.mailbox);
  const bool exists = in_.mailboxes == nullptr || in_.mailboxes->contains(name);
  if (exists || action.create)
    return {
        .mailbox = name, .flags = action.flags, .create = action.create, .special_use = action.special_use};
  note(chosen, "there is no mailbox \"" + name + "\"; the " + what + " goes to INBOX");
  delivery_.relied_on.mailboxes.emplace_back(name, false);
  return {.mailbox = inbox, .flags = action.flags, .create = true};
}

std::size_t Carrier::file_copy(const sieve::FileInto& action, const std::string& octets,
                               const Chosen& chosen) {
  delivery_.copies.push_back(target(action, "copy of what was sent", chosen));
  edits_.copies.push_back(std::make_shared<const mail::Message>(octets));
  return delivery_.copies.size() - 1;
}

store::Allowance Carrier::allowed(const std::string& scheme) const {
  return allowance(in_.sending.a_day(in_.account.address), scheme);
}

void Carrier::send(store::Outgoing mail, const sieve::Edited& version) {
  delivery_.outgoing.push_back(std::move(mail));
  edits_.outgoing.push_back(version);
}

mail::Address Carrier::owner() const {
  const auto address = mail::parse_address(in_.account.address);
  return address && !address->domain.empty() ? *address : in_.recipient.address;
}

mail::Terms Carrier::terms_of(const sieve::Redirect& action) const {
  return {.notify = action.notify,
          .original = {},
          .ret = action.ret,
          .envid = {},
          .by = action.by,
          .smtputf8 = in_.envelope.smtputf8};
}

void Carrier::note(const Chosen& chosen, std::string text) {
  delivery_.trace.push_back(
      deposit_step(delivery_.received, chosen.administrative, chosen.cause + ": " + std::move(text)));
}

}  // namespace notifyd::filters
