// Events, what waits in the outbox, traces and deliveries in BLOB columns. The first number of an event and
// of an outbox payload is the form's version.

#include <stdexcept>
#include <utility>

#include "store/engines/sqlite/codec.hpp"

namespace store::sqlite {
namespace {

constexpr std::uint64_t form = 1;

void expect_form(Decoder& in) {
  if (const auto found = in.number(); found != form)
    throw std::runtime_error("a stored value has the unknown form " + std::to_string(found));
}

void encode(Encoder& out, const std::vector<DeviceNotify>& notifies) {
  out.number(notifies.size());
  for (const auto& notify : notifies) {
    out.text(notify.device);
    out.text(notify.message);
    out.text(notify.importance);
    out.text(notify.cause);
  }
}

std::vector<DeviceNotify> decode_notifies(Decoder& in) {
  std::vector<DeviceNotify> notifies;
  for (auto left = in.number(); left > 0; --left) {
    DeviceNotify notify;
    notify.device = in.text();
    notify.message = in.text();
    notify.importance = in.text();
    notify.cause = in.text();
    notifies.push_back(std::move(notify));
  }
  return notifies;
}

}  // namespace

void encode(Encoder& out, const mail::Event& event) {
  out.number(form);
  out.number(static_cast<std::uint64_t>(event.name));
  out.number(static_cast<std::uint64_t>(event.account.value));
  out.number(event.modseq.value);
  out.number(static_cast<std::uint64_t>(event.mailbox.value));
  out.text(event.mailbox_name);
  out.text(event.old_mailbox_name);
  out.number(event.uid_validity.value);
  out.number(event.uid_next.value);
  encode(out, event.uids);
  out.number(event.changes.size());
  for (const auto& change : event.changes) {
    out.number(change.uid.value);
    encode(out, change.before);
    encode(out, change.after);
  }
  encode(out, event.flags);
  out.number(event.size);
  out.number(static_cast<std::uint64_t>(base::microseconds(event.timestamp)));
  out.text(event.log_id);
  out.text(event.session);
}

mail::Event decode_event(Decoder& in) {
  expect_form(in);
  mail::Event event;
  event.name = static_cast<mail::EventName>(in.number());
  event.account.value = static_cast<std::int64_t>(in.number());
  event.modseq.value = in.number();
  event.mailbox.value = static_cast<std::int64_t>(in.number());
  event.mailbox_name = in.text();
  event.old_mailbox_name = in.text();
  event.uid_validity.value = static_cast<std::uint32_t>(in.number());
  event.uid_next = decode_uid(in);
  event.uids = decode_uids(in);
  for (auto left = in.number(); left > 0; --left) {
    mail::FlagChange change;
    change.uid = decode_uid(in);
    change.before = decode_flags(in);
    change.after = decode_flags(in);
    event.changes.push_back(std::move(change));
  }
  event.flags = decode_flags(in);
  event.size = in.number();
  event.timestamp = base::from_microseconds(static_cast<std::int64_t>(in.number()));
  event.log_id = in.text();
  event.session = in.text();
  return event;
}

base::Octets encoded(const EventItem& item) {
  Encoder out;
  out.number(form);
  encode(out, item.event);
  out.number(item.also.size());
  for (const auto& event : item.also) encode(out, event);
  encode(out, item.notifies);
  out.number(item.subscriptions_apply ? 1 : 0);
  out.text(item.prefix);
  return out.take();
}

EventItem decode_event_item(std::string_view octets) {
  Decoder in(octets);
  expect_form(in);
  EventItem item;
  item.event = decode_event(in);
  for (auto left = in.number(); left > 0; --left) item.also.push_back(decode_event(in));
  item.notifies = decode_notifies(in);
  item.subscriptions_apply = in.number() != 0;
  item.prefix = in.text();
  return item;
}

base::Octets encoded(const MailItem& item) {
  Encoder out;
  out.number(form);
  encode(out, item.sender);
  encode(out, item.recipient);
  out.text(item.prefix);
  out.text(item.cause);
  out.text(item.log_id);
  return out.take();
}

MailItem decode_mail_item(std::string_view octets) {
  Decoder in(octets);
  expect_form(in);
  MailItem item;
  item.sender = decode_address(in);
  item.recipient = decode_address(in);
  item.prefix = in.text();
  item.cause = in.text();
  item.log_id = in.text();
  return item;
}

base::Octets encoded(const Trace& trace) {
  Encoder out;
  for (const auto& step : trace) {
    out.number(static_cast<std::uint64_t>(base::microseconds(step.at)));
    out.text(step.device);
    out.text(step.stage);
    out.text(step.text);
  }
  return out.take();
}

Trace decode_trace(std::string_view octets) {
  Decoder in(octets);
  Trace trace;
  while (!in.at_end()) {
    TraceStep step;
    step.at = base::from_microseconds(static_cast<std::int64_t>(in.number()));
    step.device = in.text();
    step.stage = in.text();
    step.text = in.text();
    trace.push_back(std::move(step));
  }
  return trace;
}

base::Octets encoded(const Delivered& delivered) {
  Encoder out;
  out.number(delivered.modseq.value);
  for (const auto& placed : delivered.placed) {
    out.text(placed.mailbox);
    out.number(static_cast<std::uint64_t>(placed.mailbox_id.value));
    out.number(placed.uid_validity.value);
    out.number(placed.uid.value);
  }
  return out.take();
}

Delivered decode_delivered(std::string_view octets) {
  Decoder in(octets);
  Delivered delivered;
  delivered.modseq.value = in.number();
  while (!in.at_end()) {
    Placed placed;
    placed.mailbox = in.text();
    placed.mailbox_id.value = static_cast<std::int64_t>(in.number());
    placed.uid_validity.value = static_cast<std::uint32_t>(in.number());
    placed.uid = decode_uid(in);
    delivered.placed.push_back(std::move(placed));
  }
  return delivered;
}

}  // namespace store::sqlite
