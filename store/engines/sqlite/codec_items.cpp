// Events, what waits in the outbox, traces and deliveries in BLOB columns. The first number of an event and
// of an outbox payload is the form's version. `members` names what of a type is kept, in its order on the
// disk, once for both ways.

#include <concepts>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>

#include "store/engines/sqlite/codec.hpp"

namespace store::sqlite {
namespace {

constexpr std::uint64_t form = 1;
constexpr std::uint64_t form_with_terms = 2;  // of a MailItem; one without keeps form 1

[[noreturn]] void refuse_form(std::uint64_t found) {
  throw std::runtime_error("a stored value has the unknown form " + std::to_string(found));
}

void expect_form(Decoder& in) {
  if (const auto found = in.number(); found != form) refuse_form(found);
}

/// A T to be written or to be read into.
template <class Any, class T>
concept A = std::same_as<std::remove_const_t<Any>, T>;

template <class T>
concept Number = std::integral<T> || std::is_enum_v<T>;

/// mail::Uid and its like.
template <class T>
concept Named = Number<std::remove_cvref_t<decltype(std::declval<T&>().value)>>;

void members(auto& each, A<DeviceNotify> auto& notify) {
  each(notify.device, notify.message, notify.importance, notify.cause);
}

void members(auto& each, A<mail::FlagChange> auto& change) {
  each(change.uid, change.before, change.after);
}

void members(auto& each, A<mail::Event> auto& event) {
  each(event.name, event.account, event.modseq, event.mailbox, event.mailbox_name, event.old_mailbox_name,
       event.uid_validity, event.uid_next, event.uids, event.changes, event.flags, event.size,
       event.timestamp, event.log_id, event.session);
}

void members(auto& each, A<EventItem> auto& item) {
  each(item.event, item.also, item.notifies, item.subscriptions_apply, item.prefix);
}

void members(auto& each, A<MailItem> auto& item) {
  each(item.sender, item.recipient, item.prefix, item.cause, item.log_id);
}

void members(auto& each, A<UriNotify> auto& notify) {
  each(notify.scheme, notify.endpoint, notify.message, notify.importance, notify.cause);
}

void members(auto& each, A<UriItem> auto& item) {
  each(item.notify, item.log_id);
}

void members(auto& each, A<PipeItem> auto& item) {
  each(item.program, item.arguments, item.environment, item.prefix, item.cause, item.log_id);
}

void members(auto& each, A<ScriptItem> auto& item) {
  each(item.cause, item.script, item.mailbox, item.mailbox_name, item.uids, item.changed, item.modseq);
}

void members(auto& each, A<mail::DeliverBy> auto& by) {
  each(by.until, by.returns, by.traced, by.told);
}

void members(auto& each, A<mail::Terms> auto& terms) {
  each(terms.notify, terms.original, terms.ret, terms.envid, terms.by, terms.smtputf8);
}

void members(auto& each, A<TraceStep> auto& step) {
  each(step.at, step.device, step.stage, step.text);
}

void members(auto& each, A<Placed> auto& placed) {
  each(placed.mailbox, placed.mailbox_id, placed.uid_validity, placed.uid);
}

class Writing {
 public:
  explicit Writing(Encoder& out) : out_(out) {}
  template <class... Ts>
  void operator()(const Ts&... values) {
    (write(values), ...);
  }

 private:
  void write(const std::string& text) { out_.text(text); }
  void write(const Number auto& number) { out_.number(static_cast<std::uint64_t>(number)); }
  void write(const Named auto& name) { write(name.value); }
  void write(base::Time time) { write(base::microseconds(time)); }
  void write(const mail::Flags& flags) { encode(out_, flags); }
  void write(const mail::UidSet& uids) { encode(out_, uids); }
  void write(const mail::Address& address) { encode(out_, address); }
  void write(const mail::Event& event) { encode(out_, event); }
  template <class T>
  void write(const std::vector<T>& values) {
    out_.number(values.size());
    for (const T& value : values) write(value);
  }
  template <class T>
  void write(const std::optional<T>& value) {
    write(value.has_value());
    if (value) write(*value);
  }
  template <class T>
  void write(const T& value) {
    members(*this, value);
  }

  Encoder& out_;
};

class Reading {
 public:
  explicit Reading(Decoder& in) : in_(in) {}
  template <class... Ts>
  void operator()(Ts&... values) {
    (read(values), ...);
  }

 private:
  void read(std::string& text) { text = in_.text(); }
  template <Number T>
  void read(T& number) {
    number = static_cast<T>(in_.number());
  }
  void read(Named auto& name) { read(name.value); }
  void read(base::Time& time) { time = base::from_microseconds(static_cast<std::int64_t>(in_.number())); }
  void read(mail::Flags& flags) { flags = decode_flags(in_); }
  void read(mail::UidSet& uids) { uids = decode_uids(in_); }
  void read(mail::Address& address) { address = decode_address(in_); }
  void read(mail::Event& event) { event = decode_event(in_); }
  template <class T>
  void read(std::vector<T>& values) {
    for (auto left = in_.number(); left > 0; --left) read(values.emplace_back());
  }
  template <class T>
  void read(std::optional<T>& value) {
    if (in_.number() != 0) read(value.emplace());
  }
  template <class T>
  void read(T& value) {
    members(*this, value);
  }

  Decoder& in_;
};

template <class Item>
base::Octets encoded_item(const Item& item) {
  Encoder out;
  out.number(form);
  Writing each(out);
  members(each, item);
  return out.take();
}

template <class Item>
Item decode_item(std::string_view octets) {
  Decoder in(octets);
  expect_form(in);
  Item item;
  Reading each(in);
  members(each, item);
  return item;
}

/// Without their number: they go on to the end.
template <class T>
std::vector<T> decode_rest(Decoder& in) {
  std::vector<T> values;
  Reading each(in);
  while (!in.at_end()) each(values.emplace_back());
  return values;
}

}  // namespace

void encode(Encoder& out, const mail::Event& event) {
  out.number(form);
  Writing each(out);
  members(each, event);
}

mail::Event decode_event(Decoder& in) {
  expect_form(in);
  mail::Event event;
  Reading each(in);
  members(each, event);
  return event;
}

base::Octets encoded(const EventItem& item) {
  return encoded_item(item);
}

EventItem decode_event_item(std::string_view octets) {
  return decode_item<EventItem>(octets);
}

base::Octets encoded(const MailItem& item) {
  const bool plain = item.terms == mail::Terms();
  Encoder out;
  out.number(plain ? form : form_with_terms);
  Writing each(out);
  members(each, item);
  if (!plain) each(item.terms);
  return out.take();
}

MailItem decode_mail_item(std::string_view octets) {
  Decoder in(octets);
  const auto found = in.number();
  if (found != form && found != form_with_terms) refuse_form(found);
  MailItem item;
  Reading each(in);
  members(each, item);
  if (found == form_with_terms) each(item.terms);
  return item;
}

base::Octets encoded(const UriItem& item) {
  return encoded_item(item);
}

UriItem decode_uri_item(std::string_view octets) {
  return decode_item<UriItem>(octets);
}

base::Octets encoded(const PipeItem& item) {
  return encoded_item(item);
}

PipeItem decode_pipe_item(std::string_view octets) {
  return decode_item<PipeItem>(octets);
}

base::Octets encoded(const ScriptItem& item) {
  return encoded_item(item);
}

ScriptItem decode_script_item(std::string_view octets) {
  return decode_item<ScriptItem>(octets);
}

base::Octets encoded(const Trace& trace) {
  Encoder out;
  Writing each(out);
  for (const auto& step : trace) each(step);
  return out.take();
}

Trace decode_trace(std::string_view octets) {
  Decoder in(octets);
  return decode_rest<TraceStep>(in);
}

base::Octets encoded(const Delivered& delivered) {
  Encoder out;
  Writing each(out);
  each(delivered.modseq);
  for (const auto& placed : delivered.placed) each(placed);
  return out.take();
}

Delivered decode_delivered(std::string_view octets) {
  Decoder in(octets);
  Delivered delivered;
  Reading each(in);
  each(delivered.modseq);
  delivered.placed = decode_rest<Placed>(in);
  return delivered;
}

}  // namespace store::sqlite
