// Events of a foreign store, committed with the tap's cursor: nothing is skipped, and nothing entered twice.

#include <utility>

#include "store/engines/sqlite/allowances.hpp"
#include "store/engines/sqlite/bodies.hpp"
#include "store/engines/sqlite/enqueue.hpp"
#include "store/engines/sqlite/operations.hpp"

namespace store::sqlite {

base::Result<Observed> observe(Transaction& tx, const Observe& observation) {
  auto account = tx.account(observation.account);
  if (!account) return base::fail(base::Errc::not_found, "there is no such account any more");
  const Cursor& cursor = observation.cursor;
  tx.run(
      "INSERT OR REPLACE INTO cursor(account, mailbox, uid_validity, uid_next, highest_modseq, told_until)"
      " VALUES (?, ?, ?, ?, ?, ?)",
      account->id, cursor.mailbox, cursor.uid_validity, cursor.uid_next, cursor.highest_modseq,
      cursor.told_until);
  Observed observed;
  bool is_first = true;
  for (mail::Event event : observation.events) {
    tx.emit(*account, nullptr, event);
    // The notifies are of the run of a script over one message: they go with the first event.
    EventItem item{.event = event, .subscriptions_apply = observation.subscriptions_apply};
    Trace steps = is_first ? observation.trace : Trace{};
    if (is_first)
      item.notifies = granted(tx, account->id, observation.notifies, observation.device_allowance, steps);
    const bool told =
        !item.notifies.empty() || (observation.subscriptions_apply && is_wanted(*account, event.name));
    const auto uri_notifies =
        is_first ? granted(tx, account->id, observation.uri_notifies, steps) : std::vector<AllowedNotify>();
    if (!told && observation.subscriptions_apply) steps.push_back(nobody_asks(tx.now()));
    const auto trace = begin_trace(tx, *account, event.modseq, steps);
    is_first = false;
    const auto queue = [&](Payload payload) {
      auto leased = enqueue(tx, account->id, std::move(payload), trace);
      if (leased) observed.leased.push_back(std::move(*leased));
    };
    for (const auto& one : uri_notifies) queue(UriItem{one.notify, event.log_id});
    if (!told) continue;
    item.body = observation.body;
    if (auto kept = raise_refs(tx, body_name(observation.body), 1); !kept) return std::move(kept).error();
    queue(std::move(item));
  }
  tx.save(*account);
  observed.modseq = account->head;
  return observed;
}

}  // namespace store::sqlite
