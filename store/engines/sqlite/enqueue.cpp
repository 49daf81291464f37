// Rows of the outbox, committed with the change that caused them. `due` is when a row may be claimed: while
// it is leased, the end of the lease; null for a dead letter.

#include "store/engines/sqlite/enqueue.hpp"

#include <utility>

namespace store::sqlite {
namespace {

BlobRef body_of(const Payload& payload) {
  const auto body = [](const auto& item) {
    if constexpr (requires { item.body; })
      return item.body;
    else
      return BlobRef{};
  };
  return std::visit(body, payload);
}

std::int64_t device_of(const Payload& payload) {
  const auto* event = std::get_if<EventItem>(&payload);
  return event && event->device ? event->device->value : 0;
}

}  // namespace

std::optional<Item> enqueue(Transaction& tx, mail::AccountId account, Payload payload, std::int64_t trace,
                            Lease lease) {
  const Manners& manners = tx.books().manners;
  const bool leased = lease == Lease::now && manners.runs_notifier && manners.has_room && manners.has_room();
  const auto body = body_name(body_of(payload));
  Item item;
  item.ticket = {tx.books().next_outbox++, leased ? 1U : 0U};
  item.account = account;
  item.created = tx.now();
  item.leased_until = leased ? tx.now() + manners.first_lease : tx.now();
  const auto octets = std::visit([](const auto& value) { return encoded(value); }, payload);
  tx.run(
      "INSERT INTO outbox(id, account, kind, device, due, leased, attempt, failures, created, body, "
      "body_size,"
      " trace, payload, reason, died, since) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, '', NULL, "
      "iif(?6, NULL, ?8))",
      item.ticket.id, account, payload.index(), device_of(payload), item.leased_until, leased,
      item.ticket.attempt, item.created, body.id, body.length, trace, Blob{octets});
  if (!leased) {
    tx.owe();
    return std::nullopt;
  }
  item.payload = std::move(payload);
  return item;
}

bool is_wanted(const AccountRow& account, mail::EventName name) {
  return (account.wants & mail::mask_of(name)) != 0;
}

TraceStep nobody_asks(base::Time now) {
  return {.at = now, .stage = "VF", .text = "nobody is told: no device of the account asks for MessageNew"};
}

void announce(Transaction& tx, AccountRow& account, const mail::Event& event) {
  if (!is_wanted(account, event.name)) return;
  enqueue(tx, account.id, EventItem{.event = event}, begin_trace(tx, account, event.modseq, {}),
          Lease::never);
}

std::int64_t begin_trace(Transaction& tx, AccountRow& account, mail::ModSeq modseq, const Trace& trace) {
  const auto id = tx.books().next_trace++;
  tx.run("INSERT INTO trace(id, account, modseq, at, prev_in_account, steps) VALUES (?, ?, ?, ?, ?, ?)", id,
         account.id, modseq, tx.now(), account.last_trace, Blob{encoded(trace)});
  account.last_trace = id;
  return id;
}

std::int64_t trace_row(Connection& db, std::int64_t latest, mail::ModSeq modseq, std::size_t longest) {
  std::int64_t id = latest;
  for (std::size_t steps = 0; id != 0 && steps < longest; ++steps) {
    auto row = db.rows("SELECT modseq, prev_in_account FROM trace WHERE id = ?", id);
    if (!row.next() || row.count(0) < modseq.value) return 0;
    if (row.count(0) == modseq.value) return id;
    id = row.number(1);
  }
  return 0;
}

void append_trace(Transaction& tx, std::int64_t row, const Trace& trace) {
  if (row == 0 || trace.empty()) return;
  tx.run("UPDATE trace SET steps = CAST(steps || ? AS BLOB) WHERE id = ?", Blob{encoded(trace)}, row);
}

Item item_of(const Query& row) {
  Item item;
  item.ticket = {row.number(0), row.small(1)};
  item.account.value = row.number(2);
  item.created = row.time(3);
  item.leased_until = row.time(4);
  item.failures = row.small(5);
  const auto body = blob_ref(row.number(8), row.count(9));
  const auto kind = static_cast<Kind>(row.number(6));
  if (kind == Kind::uri) {
    item.payload = decode_uri_item(row.text(10));
    return item;
  }
  if (kind == Kind::pipe) {
    auto pipe = decode_pipe_item(row.text(10));
    pipe.body = body;
    item.payload = std::move(pipe);
    return item;
  }
  if (kind == Kind::script) {
    item.payload = decode_script_item(row.text(10));
    return item;
  }
  if (kind == Kind::mail) {
    auto mail = decode_mail_item(row.text(10));
    mail.body = body;
    item.payload = std::move(mail);
    return item;
  }
  auto event = decode_event_item(row.text(10));
  event.body = body;
  if (row.number(7) != 0) event.device = mail::DeviceId{row.number(7)};
  item.payload = std::move(event);
  return item;
}

}  // namespace store::sqlite
