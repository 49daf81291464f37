// Allowances: one row for each account and thing, which begins anew with the first use of a day.

#include "store/engines/sqlite/allowances.hpp"

#include <chrono>
#include <set>
#include <utility>

namespace store::sqlite {
namespace {

/// False if today's is used up.
bool spend(Transaction& tx, mail::AccountId account, const Allowance& allowance) {
  if (allowance.what.empty()) return true;
  if (allowance.most_a_day == 0) return false;
  const auto day = std::chrono::floor<std::chrono::days>(tx.now()).time_since_epoch().count();
  return tx.run(
             "INSERT INTO spent(account, what, day, times) VALUES (?1, ?2, ?3, 1) ON CONFLICT(account, what) "
             "DO"
             " UPDATE SET times = iif(day = ?3, times + 1, 1), day = ?3 WHERE day <> ?3 OR times < ?4",
             account, allowance.what, day, allowance.most_a_day) > 0;
}

TraceStep used_up(base::Time now, const std::string& cause, const Allowance& allowance) {
  return {.at = now,
          .stage = "NF",
          .text = cause + ": not sent, as the account may have " + std::to_string(allowance.most_a_day) +
                  " a day (" + allowance.what + ")"};
}

/// Copies of what is not sent are not filed. The others keep their place in the order, and mails name it.
void drop_copies(Deliver& delivery, const std::set<std::size_t>& unsent, const std::set<std::size_t>& sent) {
  std::vector<Target> kept;
  std::vector<std::size_t> place(delivery.copies.size());
  for (std::size_t i = 0; i < delivery.copies.size(); ++i) {
    place[i] = kept.size();
    if (sent.contains(i) || !unsent.contains(i)) kept.push_back(std::move(delivery.copies[i]));
  }
  delivery.copies = std::move(kept);
  for (auto& mail : delivery.outgoing)
    if (mail.copy) mail.copy = place[*mail.copy];
}

}  // namespace

std::vector<AllowedNotify> granted(Transaction& tx, mail::AccountId account,
                                   const std::vector<AllowedNotify>& wanted, Trace& trace) {
  std::vector<AllowedNotify> notifies;
  for (const AllowedNotify& one : wanted)
    if (spend(tx, account, one.allowance))
      notifies.push_back(one);
    else
      trace.push_back(used_up(tx.now(), one.notify.cause, one.allowance));
  return notifies;
}

std::vector<DeviceNotify> granted(Transaction& tx, mail::AccountId account,
                                  const std::vector<DeviceNotify>& wanted, const Allowance& allowance,
                                  Trace& trace) {
  std::vector<DeviceNotify> notifies;
  for (const DeviceNotify& one : wanted)
    if (spend(tx, account, allowance))
      notifies.push_back(one);
    else
      trace.push_back(used_up(tx.now(), one.cause, allowance));
  return notifies;
}

std::optional<Deliver> cut_to_allowances(Transaction& tx, const Deliver& delivery) {
  std::vector<std::size_t> refused;  // of the outgoing mails
  std::set<std::size_t> unsent;
  std::set<std::size_t> sent;
  Trace steps;
  for (std::size_t i = 0; i < delivery.outgoing.size(); ++i) {
    const Outgoing& mail = delivery.outgoing[i];
    const bool may = spend(tx, delivery.account, mail.allowance);
    if (mail.copy) (may ? sent : unsent).insert(*mail.copy);
    if (may) continue;
    refused.push_back(i);
    steps.push_back(used_up(tx.now(), mail.cause, mail.allowance));
  }
  auto notifies = granted(tx, delivery.account, delivery.uri_notifies, steps);
  auto devices = granted(tx, delivery.account, delivery.notifies, delivery.device_allowance, steps);
  if (steps.empty()) return std::nullopt;
  Deliver cut = delivery;
  for (auto at = refused.rbegin(); at != refused.rend(); ++at)
    cut.outgoing.erase(cut.outgoing.begin() + static_cast<std::ptrdiff_t>(*at));
  drop_copies(cut, unsent, sent);
  cut.uri_notifies = std::move(notifies);
  cut.notifies = std::move(devices);
  cut.trace.insert(cut.trace.end(), steps.begin(), steps.end());
  return cut;
}

}  // namespace store::sqlite
