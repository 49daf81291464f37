// A delivery to one recipient, whole or not at all: uid, modseq, message, event, quota, Sieve's memory,
// outbox row.

#include <algorithm>
#include <iterator>
#include <utility>

#include "store/engines/sqlite/allowances.hpp"
#include "store/engines/sqlite/bodies.hpp"
#include "store/engines/sqlite/deliver_outbox.hpp"
#include "store/engines/sqlite/enqueue.hpp"
#include "store/engines/sqlite/imap_events.hpp"
#include "store/engines/sqlite/mailboxes.hpp"
#include "store/engines/sqlite/operations.hpp"

namespace store::sqlite {
namespace {

// What scripts do to a message later is recorded with it, if its trace is not further back and not longer.
constexpr std::size_t longest_walk = 200;
constexpr std::int64_t longest_trace = 16 * 1024;

/// What the delivery with this key came to, when it is a retry.
std::optional<Delivered> earlier(Transaction& tx, const DedupKey& key) {
  if (key.empty()) return std::nullopt;
  const auto row = tx.books().dedup.find(key, tx.now());
  if (!row) return std::nullopt;
  auto found = tx.rows("SELECT result FROM dedup WHERE id = ?", *row);
  if (!found.next()) return std::nullopt;
  Delivered delivered = decode_delivered(found.text(0));
  delivered.duplicate = true;
  return delivered;
}

void remember_key(Transaction& tx, const DedupKey& key, const Delivered& delivered) {
  if (key.empty()) return;
  Books& books = tx.books();
  const auto row = books.next_dedup++;
  const auto until = tx.now() + books.manners.dedup_retention;
  tx.run("INSERT INTO dedup(id, key, until, result) VALUES (?, ?, ?, ?)", row, Blob{key}, until,
         Blob{encoded(delivered)});
  books.dedup.add(key, row, until);
  tx.at_rollback([&books, key] { books.dedup.remove(key); });
}

bool still_holds(Transaction& tx, const AccountRow& account, const Deliver& delivery) {
  const ReliedOn& relied_on = delivery.relied_on;
  if (!delivery.existing && account.script != relied_on.script) return false;
  for (const auto& [name, existed] : relied_on.mailboxes)
    if (tx.mailbox(account.id, canonical(name)).has_value() != existed) return false;
  for (const auto& [key, known] : relied_on.memory)
    if (remembers(tx.database(), account.id, key, tx.now()) != known) return false;
  return true;
}

base::Result<MailboxRow> target_mailbox(Transaction& tx, AccountRow& account, const Target& target) {
  const auto name = canonical(target.mailbox);
  if (auto mailbox = tx.mailbox(account.id, name)) return *mailbox;
  if (!target.create) return base::fail(base::Errc::conflict, "there is no such mailbox any more");
  return create_mailbox(tx, account, name, target.special_use, "");
}

/// Sieve's memory (RFC 7352, RFC 5230).
void remember(Transaction& tx, mail::AccountId account, const std::vector<Remember>& memory) {
  for (const auto& one : memory)
    tx.run("INSERT OR REPLACE INTO memory(account, key, until) VALUES (?, ?, ?)", account, one.key,
           one.until);
}

/// The copies of the message, each with its event. Their trace is that of `arrival`, 0: of the first copy.
base::Result<std::vector<mail::Event>> place(Transaction& tx, AccountRow& account, const Deliver& delivery,
                                             mail::ModSeq arrival, Delivered& delivered) {
  std::vector<mail::Event> events;
  for (const auto& target : delivery.targets) {
    auto mailbox = target_mailbox(tx, account, target);
    if (!mailbox) return std::move(mailbox).error();
    if (auto error = tx.fault("mailbox")) return *error;
    const NewMessage message{.flags = target.flags,
                             .received = delivery.received,
                             .body = body_name(own_or(target.body, delivery)),
                             .prefix = delivery.prefix,
                             .arrival = arrival};
    mail::Event event{
        .name = delivery.existing ? mail::EventName::message_append : mail::EventName::message_new,
        .log_id = delivery.log_id};
    event = add_message(tx, account, *mailbox, message, std::move(event));
    if (auto error = tx.fault("message")) return *error;
    if (delivery.existing) tell_of_copy(tx, account, event, message, delivered.leased);
    tx.save(*mailbox);
    delivered.placed.push_back(
        {mailbox->name, mailbox->id, mailbox->uid_validity, event.uids.ranges().front().first});
    if (arrival.value == 0) arrival = event.modseq;
    events.push_back(std::move(event));
  }
  return events;
}

/// What the filters have written themselves, as a client files what it has sent.
base::Result<Nothing> file_copies(Transaction& tx, AccountRow& account, const Deliver& delivery) {
  for (const auto& copy : delivery.copies) {
    auto mailbox = target_mailbox(tx, account, copy);
    if (!mailbox) return std::move(mailbox).error();
    const NewMessage message{
        .flags = copy.flags, .received = delivery.received, .body = body_name(copy.body)};
    mail::Event event{.name = mail::EventName::message_append, .log_id = delivery.log_id};
    add_message(tx, account, *mailbox, message, std::move(event));
    tx.save(*mailbox);
  }
  return Nothing{};
}

/// A mail that another server has taken is an event of a mailbox there.
void place_elsewhere(Transaction& tx, AccountRow& account, const Deliver& delivery,
                     std::vector<mail::Event>& events) {
  for (const auto& name : delivery.elsewhere) {
    mail::Event event{.name = mail::EventName::message_new,
                      .mailbox_name = name,
                      .size = delivery.prefix.size() + delivery.body_size,
                      .log_id = delivery.log_id};
    tx.emit(account, nullptr, event);
    events.push_back(std::move(event));
  }
}

/// A message that goes nowhere is an event of no mailbox: only its trace and its notifies know of it.
mail::Event discarded(Transaction& tx, AccountRow& account, const Deliver& delivery) {
  ++account.head.value;
  return {.name = mail::EventName::message_new,
          .account = account.id,
          .modseq = account.head,
          .size = delivery.prefix.size() + delivery.body_size,
          .timestamp = tx.now(),
          .log_id = delivery.log_id};
}

/// Each row that is about to name a body raises its count. Bodies in the order of their rows.
base::Result<Nothing> name_bodies(Transaction& tx, const AccountRow& account, const Deliver& delivery) {
  std::vector<std::pair<BodyName, std::size_t>> named;
  const auto name = [&](const BlobRef& ref) {
    const BodyName body = body_name(ref);
    const auto known = std::ranges::find(named, body.id, [](const auto& one) { return one.first.id; });
    if (known == named.end())
      named.emplace_back(body, 1);
    else
      ++known->second;
  };
  for (const auto& target : delivery.targets) name(own_or(target.body, delivery));
  for (const auto& copy : delivery.copies) name(copy.body);
  if (is_told(account, delivery)) name(told_body(delivery));
  for (const auto& outgoing : delivery.outgoing)
    if (outgoing.carries_body) name(own_or(outgoing.body, delivery));
  for (const auto& pipe : delivery.pipes) name(own_or(pipe.body, delivery));
  for (const auto& [body, times] : named)
    if (auto kept = raise_refs(tx, body, times); !kept) return std::move(kept).error();
  return Nothing{};
}

std::uint64_t octets_of(const Deliver& delivery) {
  std::uint64_t octets = 0;
  for (const auto& target : delivery.targets)
    octets += delivery.prefix.size() + body_name(own_or(target.body, delivery)).length;
  for (const auto& copy : delivery.copies) octets += body_name(copy.body).length;
  return octets;
}

/// The trace row of the message, 0 if that of one that was there before is too far back.
std::int64_t record(Transaction& tx, AccountRow& account, const Deliver& delivery, mail::ModSeq modseq) {
  Trace trace = delivery.trace;
  if (delivery.existing) {
    const auto row = trace_row(tx.database(), account.last_trace, modseq, longest_walk);
    if (tx.number("SELECT length(steps) FROM trace WHERE id = ?", row).value_or(0) < longest_trace)
      append_trace(tx, row, trace);
    return row;
  }
  const bool is_somewhere = !delivery.targets.empty() || !delivery.elsewhere.empty();
  if (delivery.tell && is_somewhere && !is_told(account, delivery)) trace.push_back(nobody_asks(tx.now()));
  return begin_trace(tx, account, modseq, trace);
}

/// For an account that is not saved yet.
base::Result<Delivered> carry_out(Transaction& tx, AccountRow& account, const Deliver& delivery) {
  if (auto fits = charge(tx, account, octets_of(delivery)); !fits) return std::move(fits).error();
  if (auto error = tx.fault("quota")) return *error;
  if (auto named = name_bodies(tx, account, delivery); !named) return std::move(named).error();
  if (auto error = tx.fault("body")) return *error;

  Delivered delivered;
  std::optional<mail::Event> before;
  if (delivery.existing) {
    auto event = event_of(tx, account, *delivery.existing);
    if (!event) return std::move(event).error();
    before = std::move(*event);
  }
  auto events = place(tx, account, delivery, before ? before->modseq : mail::ModSeq{}, delivered);
  if (!events) return std::move(events).error();
  place_elsewhere(tx, account, delivery, *events);
  if (before) events->insert(events->begin(), std::move(*before));
  if (events->empty()) events->push_back(discarded(tx, account, delivery));
  if (auto filed = file_copies(tx, account, delivery); !filed) return std::move(filed).error();
  delivered.modseq = events->front().modseq;
  if (auto error = tx.fault("event")) return *error;

  remember(tx, account.id, delivery.memory);
  if (auto error = tx.fault("memory")) return *error;
  const auto trace = record(tx, account, delivery, delivered.modseq);
  if (auto error = tx.fault("trace")) return *error;
  queue(tx, account, delivery, std::move(*events), trace, delivered);
  if (auto error = tx.fault("outbox")) return *error;
  return delivered;
}

}  // namespace

base::Result<Delivered> deliver(Transaction& tx, const Deliver& delivery) {
  auto account = tx.account(delivery.account);
  if (!account) return base::fail(base::Errc::not_found, "there is no such account any more");
  if (auto error = tx.fault("account")) return *error;
  if (auto known = earlier(tx, delivery.dedup_key)) return std::move(*known);
  std::vector<Item> leased;
  if (delivery.existing) {
    auto done = change_existing(tx, delivery.account, *delivery.existing, leased);
    if (!done) return std::move(done).error();
    account = tx.account(delivery.account);
  }
  if (!still_holds(tx, *account, delivery))
    return base::fail(base::Errc::conflict, "what the filters relied on has changed");
  const auto cut = cut_to_allowances(tx, delivery);
  auto delivered = carry_out(tx, *account, cut ? *cut : delivery);
  if (!delivered) return delivered;
  std::ranges::move(leased, std::back_inserter(delivered->leased));
  remember_key(tx, delivery.dedup_key, *delivered);
  tx.save(*account);
  if (auto error = tx.fault("done")) return *error;
  return delivered;
}

}  // namespace store::sqlite
