// A delivery to one recipient, whole or not at all: uid, modseq, message, event, quota, Sieve's memory,
// outbox row.

#include <utility>

#include "store/engines/sqlite/bodies.hpp"
#include "store/engines/sqlite/enqueue.hpp"
#include "store/engines/sqlite/mailboxes.hpp"
#include "store/engines/sqlite/operations.hpp"

namespace store::sqlite {
namespace {

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

bool still_holds(Transaction& tx, const AccountRow& account, const ReliedOn& relied_on) {
  if (account.script != relied_on.script) return false;
  for (const auto& [name, existed] : relied_on.mailboxes)
    if (tx.mailbox(account.id, canonical(name)).has_value() != existed) return false;
  return true;
}

base::Result<MailboxRow> target_mailbox(Transaction& tx, AccountRow& account, const Target& target) {
  const auto name = canonical(target.mailbox);
  if (auto mailbox = tx.mailbox(account.id, name)) return *mailbox;
  if (!target.create) return base::fail(base::Errc::conflict, "there is no such mailbox any more");
  return create_mailbox(tx, account, name, "", "");
}

/// Sieve's memory: a key that is there already means that the filters must run again (RFC 7352, RFC 5230).
base::Result<Nothing> remember(Transaction& tx, mail::AccountId account,
                               const std::vector<Remember>& memory) {
  for (const auto& one : memory) {
    if (tx.number("SELECT 1 FROM memory WHERE account = ? AND key = ? AND until > ?", account, one.key,
                  tx.now()))
      return base::fail(base::Errc::conflict, "the script's memory has changed");
    tx.run("INSERT OR REPLACE INTO memory(account, key, until) VALUES (?, ?, ?)", account, one.key,
           one.until);
  }
  return Nothing{};
}

/// The copies of the message, each with its event.
base::Result<std::vector<mail::Event>> place(Transaction& tx, AccountRow& account, const Deliver& delivery,
                                             Delivered& delivered) {
  std::vector<mail::Event> events;
  for (const auto& target : delivery.targets) {
    auto mailbox = target_mailbox(tx, account, target);
    if (!mailbox) return std::move(mailbox).error();
    if (auto error = tx.fault("mailbox")) return *error;
    const NewMessage message{.flags = target.flags,
                             .received = delivery.received,
                             .body = body_name(delivery.body),
                             .prefix = delivery.prefix,
                             .arrival = events.empty() ? mail::ModSeq{} : events.front().modseq};
    mail::Event event{.name = mail::EventName::message_new, .log_id = delivery.log_id};
    event = add_message(tx, account, *mailbox, message, std::move(event));
    if (auto error = tx.fault("message")) return *error;
    tx.save(*mailbox);
    delivered.placed.push_back(
        {mailbox->name, mailbox->id, mailbox->uid_validity, event.uids.ranges().front().first});
    events.push_back(std::move(event));
  }
  return events;
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

bool is_told(const AccountRow& account, const Deliver& delivery) {
  if (!delivery.tell) return false;
  return !delivery.notifies.empty() || (!(delivery.targets.empty() && delivery.elsewhere.empty()) &&
                                        is_wanted(account, mail::EventName::message_new));
}

std::size_t refs_of(const AccountRow& account, const Deliver& delivery) {
  std::size_t refs = delivery.targets.size() + (is_told(account, delivery) ? 1 : 0);
  for (const auto& outgoing : delivery.outgoing) refs += outgoing.carries_body ? 1 : 0;
  return refs;
}

void queue(Transaction& tx, const AccountRow& account, const Deliver& delivery,
           std::vector<mail::Event> events, Delivered& delivered) {
  const auto keep = [&](std::optional<Item> item) {
    if (item) delivered.leased.push_back(std::move(*item));
  };
  if (is_told(account, delivery)) {
    EventItem item{.event = std::move(events.front()), .notifies = delivery.notifies};
    item.also.assign(std::make_move_iterator(events.begin() + 1), std::make_move_iterator(events.end()));
    item.body = delivery.body;
    item.prefix = delivery.prefix;
    keep(enqueue(tx, account.id, std::move(item), account.last_trace));
  }
  for (const auto& outgoing : delivery.outgoing) {
    MailItem item{.sender = outgoing.sender, .recipient = outgoing.recipient};
    if (outgoing.carries_body) item.body = delivery.body;
    item.prefix = outgoing.prefix;
    item.cause = outgoing.cause;
    item.log_id = delivery.log_id;
    keep(enqueue(tx, account.id, std::move(item), account.last_trace));
  }
}

}  // namespace

base::Result<Delivered> deliver(Transaction& tx, const Deliver& delivery) {
  auto account = tx.account(delivery.account);
  if (!account) return base::fail(base::Errc::not_found, "there is no such account any more");
  if (auto error = tx.fault("account")) return *error;
  if (auto known = earlier(tx, delivery.dedup_key)) return std::move(*known);
  if (!still_holds(tx, *account, delivery.relied_on))
    return base::fail(base::Errc::conflict, "what the filters relied on has changed");
  const auto size = delivery.prefix.size() + body_name(delivery.body).length;
  if (auto fits = charge(tx, *account, size * delivery.targets.size()); !fits) return std::move(fits).error();
  if (auto error = tx.fault("quota")) return *error;
  if (auto kept = raise_refs(tx, body_name(delivery.body), refs_of(*account, delivery)); !kept)
    return std::move(kept).error();
  if (auto error = tx.fault("body")) return *error;

  Delivered delivered;
  auto events = place(tx, *account, delivery, delivered);
  if (!events) return std::move(events).error();
  place_elsewhere(tx, *account, delivery, *events);
  if (events->empty()) events->push_back(discarded(tx, *account, delivery));
  delivered.modseq = events->front().modseq;
  if (auto error = tx.fault("event")) return *error;

  if (auto is_new = remember(tx, account->id, delivery.memory); !is_new) return std::move(is_new).error();
  if (auto error = tx.fault("memory")) return *error;
  Trace trace = delivery.trace;
  if (delivery.tell && !is_told(*account, delivery)) trace.push_back(nobody_asks(tx.now()));
  begin_trace(tx, *account, events->front().modseq, trace);
  if (auto error = tx.fault("trace")) return *error;
  queue(tx, *account, delivery, std::move(*events), delivered);
  if (auto error = tx.fault("outbox")) return *error;
  remember_key(tx, delivery.dedup_key, delivered);
  tx.save(*account);
  if (auto error = tx.fault("done")) return *error;
  return delivered;
}

}  // namespace store::sqlite
