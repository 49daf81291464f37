// How values stand in BLOB columns. The first number of an event and of an outbox payload is the form's
// version.

#include "store/engines/sqlite/codec.hpp"

#include <stdexcept>
#include <utility>

#include "base/text.hpp"

namespace store::sqlite {
namespace {

constexpr std::uint64_t form = 1;

void expect_form(Decoder& in) {
  if (const auto found = in.number(); found != form)
    throw std::runtime_error("a stored value has the unknown form " + std::to_string(found));
}

void encode(Encoder& out, const mail::Flags& flags) {
  out.number(flags.system());
  out.number(flags.keywords().size());
  for (const auto& keyword : flags.keywords()) out.text(keyword);
}

mail::Flags decode_flags(Decoder& in) {
  const auto system = static_cast<std::uint8_t>(in.number());
  std::vector<std::string> keywords;
  for (auto left = in.number(); left > 0; --left) keywords.push_back(in.text());
  return mail::Flags(system, std::move(keywords));
}

mail::Uid decode_uid(Decoder& in) {
  return mail::Uid{static_cast<std::uint32_t>(in.number())};
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

void Encoder::number(std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) octets_.push_back(static_cast<char>(value | 0x80));
  octets_.push_back(static_cast<char>(value));
}

void Encoder::text(std::string_view value) {
  number(value.size());
  octets_.append(value);
}

std::uint64_t Decoder::number() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (rest_.empty()) break;
    const auto octet = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    value |= static_cast<std::uint64_t>(octet & 0x7F) << shift;
    if (octet < 0x80) return value;
  }
  throw std::runtime_error("a stored value ends too early");
}

std::string Decoder::text() {
  const auto length = number();
  if (length > rest_.size()) throw std::runtime_error("a stored value ends too early");
  std::string value(rest_.substr(0, length));
  rest_.remove_prefix(length);
  return value;
}

void encode(Encoder& out, const mail::UidSet& uids) {
  out.number(uids.ranges().size());
  for (const auto& range : uids.ranges()) {
    out.number(range.first.value);
    out.number(range.last.value);
  }
}

mail::UidSet decode_uids(Decoder& in) {
  mail::UidSet uids;
  for (auto left = in.number(); left > 0; --left) {
    const auto first = decode_uid(in);
    const auto last = decode_uid(in);
    uids.add(first, last);
  }
  return uids;
}

void encode(Encoder& out, const mail::Address& address) {
  out.text(address.local);
  out.text(address.domain);
}

mail::Address decode_address(Decoder& in) {
  mail::Address address;
  address.local = in.text();
  address.domain = in.text();
  return address;
}

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

mail::Flags flags_of(std::int64_t system, const std::string& keywords) {
  std::vector<std::string> words;
  for (const auto word : base::text::split(keywords, ' '))
    if (!word.empty()) words.emplace_back(word);
  return mail::Flags(static_cast<std::uint8_t>(system), std::move(words));
}

BlobRef blob_ref(std::int64_t body, std::uint64_t length) {
  if (body == 0) return {};
  Encoder out;
  out.number(static_cast<std::uint64_t>(body));
  out.number(length);
  return {out.take()};
}

BodyName body_name(const BlobRef& ref) try {
  if (ref.token.empty()) return {};
  Decoder in(ref.token);
  BodyName name;
  name.id = static_cast<std::int64_t>(in.number());
  name.length = in.number();
  return in.at_end() ? name : BodyName{};
} catch (const std::runtime_error&) {
  return {};
}

}  // namespace store::sqlite
