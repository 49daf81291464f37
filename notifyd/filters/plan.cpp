// From a decision to the one value that the store takes.

#include "notifyd/filters/plan.hpp"

#include <utility>
#include <variant>

#include "base/text.hpp"
#include "notifyd/filters/carrier.hpp"

namespace notifyd::filters {
namespace {

const std::string inbox = "INBOX";

/// Who hears of a message that is in no mailbox, and why so few.
std::string of_the_discarded(const store::Deliver& delivery) {
  const std::string nowhere = "the message is stored nowhere: ";
  if (!delivery.tell) return nowhere + "nobody is told, as the administrator's script took it away";
  if (!delivery.notifies.empty())
    return nowhere +
           "only the devices that the script notifies hear of it, as subscriptions are to mailboxes";
  return nowhere + "nobody is told, as subscriptions are to mailboxes and the script notifies no device";
}

/// Who keeps the message keeps it where it is; else it is marked for the next expunge (RFC 6785
/// section 2.2.4).
void settle_flags(const Decision& decision, bool kept, const ImapEvent& event, store::Existing& existing) {
  existing.add = {};
  existing.remove = {};
  if (!decision.keep && !kept) existing.add = mail::Flags(mail::Flags::deleted);
  if (!decision.keep || decision.failure) return;
  // Differences alone: what others do meanwhile to further flags stands.
  existing.add = decision.flags;
  existing.add.remove(event.flags);
  existing.remove = event.flags;
  existing.remove.remove(decision.flags);
}

/// All that a decision writes, but for the trace.
void forget_actions(store::Deliver& delivery) {
  delivery.targets.clear();
  delivery.notifies.clear();
  delivery.uri_notifies.clear();
  delivery.outgoing.clear();
  delivery.pipes.clear();
  delivery.copies.clear();
  delivery.memory.clear();
}

/// Who hears of a delivery.
void settle_telling(const Decision& decision, store::Deliver& delivery) {
  if (delivery.trace.empty())
    delivery.trace.push_back(
        deposit_step(delivery.received, false, "no script is active: the message is kept in INBOX"));
  delivery.tell = !(decision.stopped_by_administrator && delivery.targets.empty());
  if (delivery.targets.empty())
    delivery.trace.push_back(
        deposit_step(delivery.received, decision.stopped_by_administrator, of_the_discarded(delivery)));
}

}  // namespace

CarriedOut carry_out(Decision decision, const Circumstances& circumstances, store::Deliver& delivery) {
  delivery.trace = std::move(decision.trace);
  forget_actions(delivery);
  for (const sieve::Remember& one : decision.memory) delivery.memory.push_back({one.key, one.until});
  Carrier carrier(circumstances, delivery);
  if (decision.keep && circumstances.event == nullptr)
    carrier.add_target({.mailbox = inbox, .flags = decision.flags, .create = true}, decision.message);
  if (decision.owner_is_told) carrier.tell_owner(*decision.failure);
  for (const Chosen& chosen : decision.actions)
    std::visit([&](const auto& action) { carrier(action, chosen); }, chosen.action);
  if (circumstances.event != nullptr) {
    auto carried = carrier.take();
    settle_flags(decision, carried.kept_instead, *circumstances.event, *delivery.existing);
    return carried;
  }
  carrier.report_success();
  settle_telling(decision, delivery);
  return carrier.take();
}

mail::Terms incoming_terms(const mail::Envelope& envelope, const mail::Recipient& recipient) {
  return {.notify = recipient.notify,
          .original = recipient.original,
          .ret = envelope.ret,
          .envid = envelope.envid,
          .by = envelope.by,
          .smtputf8 = envelope.smtputf8};
}

void tell_of_success(relay::Outcome outcome, const Circumstances& in, store::Deliver& delivery) {
  const mail::Terms terms = incoming_terms(in.envelope, in.recipient);
  if (!in.sending.may_send || in.envelope.sender.empty() || !relay::is_wanted(outcome, terms)) return;
  const relay::Report what{.outcome = outcome,
                           .sender = in.envelope.sender,
                           .recipient = in.recipient.address,
                           .terms = terms,
                           .octets = in.message.octets().substr(0, relay::header_octets),
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
  forget_actions(delivery);
  delivery.targets = {store::Target{.mailbox = inbox, .create = true}};
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
