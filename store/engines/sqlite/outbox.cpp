// The outbox: claimed under a lease, settled under the fencing token `attempt`.
//
// Invariant: `since` is null while a row is leased or dead, else the time at which its `due` was set. One
// that lies in the future tells that the clock was set back meanwhile: such a row is due, as nobody knows
// when it was meant to be.

#include <algorithm>
#include <utility>

#include "store/engines/sqlite/bodies.hpp"
#include "store/engines/sqlite/enqueue.hpp"
#include "store/engines/sqlite/operations.hpp"

namespace store::sqlite {
namespace {

/// What a settled row is, as far as settling needs it.
struct Held {
  mail::AccountId account;
  std::int64_t body = 0;
  std::uint64_t body_size = 0;
  std::int64_t trace = 0;
};

std::optional<Held> held(Transaction& tx, const Ticket& ticket) {
  auto row = tx.rows(
      "SELECT account, body, body_size, trace FROM outbox WHERE id = ? AND attempt = ? AND leased = 1"
      " AND due IS NOT NULL",
      ticket.id, ticket.attempt);
  if (!row.next()) return std::nullopt;
  return Held{mail::AccountId{row.number(0)}, row.number(1), row.count(2), row.number(3)};
}

void remove(Transaction& tx, std::int64_t id, std::int64_t body) {
  tx.run("DELETE FROM outbox WHERE id = ?", id);
  lower_refs(tx, body);
}

void put_off(Transaction& tx, std::int64_t id, const RetryAt& retry) {
  tx.run("UPDATE outbox SET leased = 0, due = ?, since = ?, reason = ?, failures = failures + ? WHERE id = ?",
         retry.due, tx.now(), retry.reason, retry.tried ? 1 : 0, id);
}

void bury(Transaction& tx, std::int64_t id, const Dead& dead) {
  tx.run("UPDATE outbox SET leased = 0, due = NULL, since = NULL, reason = ?, died = ? WHERE id = ?",
         dead.reason, tx.now(), id);
}

/// A row of its own for one device, with the payload of the row that it leaves.
void split_off(Transaction& tx, std::int64_t from, const Held& row, const Split& split) {
  const auto id = tx.books().next_outbox++;
  tx.run(
      "INSERT INTO outbox(id, account, kind, device, due, leased, attempt, failures, created, body, "
      "body_size,"
      " trace, payload, reason, died) SELECT ?, account, kind, ?, ?, 0, 0, failures, created, body, "
      "body_size,"
      " trace, payload, '', NULL FROM outbox WHERE id = ?",
      id, split.device, tx.now(), from);
  if (row.body != 0) tx.run("UPDATE body SET refs = refs + 1 WHERE id = ?", row.body);
  // Counts in any case: a row of one device without a failure is a dead letter that somebody revived.
  if (const auto* retry = std::get_if<RetryAt>(&split.verdict)) put_off(tx, id, {retry->due, retry->reason});
  if (const auto* dead = std::get_if<Dead>(&split.verdict)) bury(tx, id, *dead);
}

bool settle_one(Transaction& tx, const Settled& one) {
  const auto row = held(tx, one.ticket);
  if (!row) return false;
  for (const auto& split : one.splits) split_off(tx, one.ticket.id, *row, split);
  append_trace(tx, row->trace, one.trace);
  if (one.changed)
    tx.run("UPDATE outbox SET payload = ? WHERE id = ?", Blob{encoded(*one.changed)}, one.ticket.id);
  if (one.bounce) enqueue(tx, row->account, *one.bounce, row->trace, Lease::never);
  if (const auto* retry = std::get_if<RetryAt>(&one.verdict))
    put_off(tx, one.ticket.id, *retry);
  else if (const auto* dead = std::get_if<Dead>(&one.verdict))
    bury(tx, one.ticket.id, *dead);
  else
    remove(tx, one.ticket.id, row->body);
  return true;
}

/// The clock was set back: no lease may last longer than one that is given now.
void cut_leases(Transaction& tx, std::chrono::milliseconds lease) {
  tx.run("UPDATE outbox SET due = ?1 WHERE leased = 1 AND due > ?1", tx.now() + lease);
}

std::string word(Kind kind) {
  switch (kind) {
    case Kind::event:
      return "event";
    case Kind::mail:
      return "mail";
    case Kind::uri:
      return "uri";
    case Kind::pipe:
      return "pipe";
    case Kind::script:
      return "script";
  }
  return "";
}

base::Error no_letter() {
  return base::fail(base::Errc::not_found, "there is no such dead letter");
}

}  // namespace

base::Result<std::vector<Item>> claim(Transaction& tx, std::size_t max, std::chrono::milliseconds lease) {
  if (tx.now() < tx.books().latest_claim) cut_leases(tx, lease);
  tx.books().latest_claim = tx.now();
  std::vector<Item> items;
  const auto take = [&](Query rows) {
    while (rows.next()) items.push_back(item_of(rows));
  };
  take(tx.rows("SELECT " NOTIFYD_ITEM_COLUMNS
               " FROM outbox WHERE due IS NOT NULL AND due <= ? ORDER BY due LIMIT ?",
               tx.now(), max));
  if (items.size() < max)
    take(tx.rows("SELECT " NOTIFYD_ITEM_COLUMNS
                 " FROM outbox WHERE since IS NOT NULL AND since > ?1 AND due > ?1 ORDER BY since LIMIT ?2",
                 tx.now(), max - items.size()));
  for (auto& item : items) {
    item.leased_until = tx.now() + lease;
    ++item.ticket.attempt;
    tx.run("UPDATE outbox SET leased = 1, attempt = ?, due = ?, since = NULL WHERE id = ?",
           item.ticket.attempt, item.leased_until, item.ticket.id);
  }
  return items;
}

base::Result<std::vector<Ticket>> renew(Transaction& tx, const std::vector<Ticket>& tickets,
                                        std::chrono::milliseconds lease) {
  std::vector<Ticket> renewed;
  for (const auto& ticket : tickets)
    if (tx.run("UPDATE outbox SET due = ? WHERE id = ? AND attempt = ? AND leased = 1 AND due IS NOT NULL",
               tx.now() + lease, ticket.id, ticket.attempt) > 0)
      renewed.push_back(ticket);
  return renewed;
}

base::Result<std::size_t> settle(Transaction& tx, const std::vector<Settled>& settled) {
  return static_cast<std::size_t>(
      std::ranges::count_if(settled, [&](const auto& one) { return settle_one(tx, one); }));
}

base::Result<Nothing> revive(Transaction& tx, std::int64_t id) {
  if (tx.run(
          "UPDATE outbox SET due = ?1, since = ?1, died = NULL, failures = 0 WHERE id = ?2 AND due IS NULL",
          tx.now(), id) == 0)
    return no_letter();
  return Nothing{};
}

base::Result<Nothing> drop_letter(Transaction& tx, std::int64_t id) {
  const auto body = tx.number("SELECT body FROM outbox WHERE id = ? AND due IS NULL", id);
  if (!body) return no_letter();
  remove(tx, id, *body);
  return Nothing{};
}

base::Result<std::vector<DeadLetter>> dead_letters(Connection& db, std::int64_t before, std::size_t limit) {
  std::vector<DeadLetter> letters;
  auto rows = db.rows(
      "SELECT o.id, o.account, coalesce((SELECT address FROM address a WHERE a.account = o.account AND"
      " a.is_primary = 1), ''), o.kind, coalesce((SELECT name FROM device d WHERE d.account = o.account AND"
      " d.id = o.device), ''), o.reason, o.created, o.died, o.failures FROM outbox o"
      " WHERE o.due IS NULL AND o.id < ? ORDER BY o.id DESC LIMIT ?",
      before, limit);
  while (rows.next())
    letters.push_back({.id = rows.number(0),
                       .account = {rows.number(1)},
                       .account_address = rows.text(2),
                       .kind = word(static_cast<Kind>(rows.number(3))),
                       .device = rows.text(4),
                       .reason = rows.text(5),
                       .created = rows.time(6),
                       .died = rows.time(7),
                       .failures = rows.small(8)});
  return letters;
}

base::Result<OutboxStats> outbox_stats(Connection& db, base::Time now) {
  auto row = db.rows(
      "SELECT count(*) FILTER (WHERE waits), count(*) FILTER (WHERE NOT waits), count(*) FILTER (WHERE waits "
      "IS NULL), min(created) FILTER (WHERE waits) FROM (SELECT created, CASE WHEN due IS NULL THEN NULL "
      "ELSE "
      "due <= ?1 OR leased = 1 OR coalesce(since > ?1, 0) END AS waits FROM outbox)",
      now);
  OutboxStats stats;
  if (!row.next()) return stats;
  stats.waiting = row.count(0);
  stats.later = row.count(1);
  stats.dead = row.count(2);
  if (!row.null(3)) stats.oldest = row.time(3);
  return stats;
}

base::Result<std::optional<base::Time>> next_due(Connection& db, base::Time now) {
  const auto latest = db.number("SELECT max(since) FROM outbox WHERE since IS NOT NULL");
  if (latest && base::from_microseconds(*latest) > now) return std::optional{now};
  const auto due = db.number("SELECT min(due) FROM outbox WHERE due IS NOT NULL");
  if (!due) return std::optional<base::Time>{};
  return std::optional<base::Time>{base::from_microseconds(*due)};
}

}  // namespace store::sqlite
