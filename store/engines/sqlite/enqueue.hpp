// Rows of the outbox, committed with the change that caused them.
#pragma once

#include <optional>

#include "store/engines/sqlite/codec.hpp"
#include "store/engines/sqlite/transaction.hpp"
#include "store/outbox.hpp"

namespace store::sqlite {

/// In the order of Payload.
enum class Kind : std::uint8_t { event = 0, mail = 1, uri = 2, pipe = 3, script = 4 };

enum class Lease {
  now,    ///< by this process, if its notifier has room; the caller hands the item on
  never,  ///< the row is due, and found by the next claim
};

/// A row for `payload`. The caller has raised the refs of its body. Gives the item if this process leased it.
std::optional<Item> enqueue(Transaction& tx, mail::AccountId account, Payload payload, std::int64_t trace,
                            Lease lease = Lease::now);
/// True if some device of the account is pushed for such events.
bool is_wanted(const AccountRow& account, mail::EventName name);

/// The last step of the trace of a message for which nothing is queued.
TraceStep nobody_asks(base::Time now);

/// Queues an event about no message, if some device is pushed for its kind; for operations that answer with
/// no items.
void announce(Transaction& tx, AccountRow& account, const mail::Event& event);

/// A new trace row of the account for what happened at `modseq`; its id. The caller saves the account.
std::int64_t begin_trace(Transaction& tx, AccountRow& account, mail::ModSeq modseq, const Trace& trace);

/// The trace row of what happened at `modseq`, 0 if there is none: a walk back of at most `longest` rows from
/// `latest`, the account's last.
std::int64_t trace_row(Connection& db, std::int64_t latest, mail::ModSeq modseq, std::size_t longest);

/// Nothing for row 0.
void append_trace(Transaction& tx, std::int64_t row, const Trace& trace);

/// The columns of an item, in the order that item_of() reads.
#define NOTIFYD_ITEM_COLUMNS \
  "id, attempt, account, created, due, failures, kind, device, body, body_size, payload"
Item item_of(const Query& row);

}  // namespace store::sqlite
