// The rows that are in memory.
//
// Invariant: a row is in open_ from open() to its settling, and a push refers to it only in between. A row
// whose lease was lost stays until its last push has ended, and is then dropped without a word to the outbox.

#include "notifyd/dispatch/ledger.hpp"

#include <exception>
#include <utility>

namespace notifyd::dispatch {

Ledger::Ledger(store::Outbox& outbox, SettleQueue& settled, const base::Clock& clock,
               const Settings& settings)
    : outbox_(outbox), settled_(settled), clock_(clock), settings_(settings) {}

OpenItem* Ledger::open(store::Item item) {
  const auto found = open_.find(item.ticket.id);
  if (found != open_.end()) {
    // Our own lease had lapsed and was claimed by us again: the push under way goes on under the new one.
    found->second->item.ticket = item.ticket;
    found->second->item.leased_until = item.leased_until;
    found->second->lost = false;
    return nullptr;
  }
  auto& made = open_[item.ticket.id];
  made = std::make_unique<OpenItem>();
  made->item = std::move(item);
  return made.get();
}

void Ledger::close_one(OpenItem& open) {
  if (--open.pushes > 0) return;
  store::Settled settled{.ticket = open.item.ticket,
                         .verdict = store::Done{},
                         .splits = std::move(open.splits),
                         .trace = std::move(open.trace)};
  const auto* event = std::get_if<store::EventItem>(&open.item.payload);
  if ((event == nullptr || event->device) && !settled.splits.empty()) {
    // The row is of one device or endpoint already: it stays, instead of making a row of its own.
    std::visit([&](auto& verdict) { settled.verdict = std::move(verdict); }, settled.splits.front().verdict);
    settled.splits.clear();
  }
  close(open, std::move(settled));
}

void Ledger::close_with(OpenItem& open, store::Settled settled) {
  close(open, std::move(settled));
}

void Ledger::close(OpenItem& open, store::Settled settled) {
  settled.ticket = open.item.ticket;  // it may have been renewed meanwhile
  if (!open.lost) settled_.add({.settled = std::move(settled), .retirements = std::move(open.retirements)});
  open_.erase(open.item.ticket.id);
}

net::Task<bool> Ledger::holds(OpenItem& open) {
  if (!open.lost && open.item.leased_until - clock_.now() < settings_.send_limit) {
    std::vector<store::Ticket> one{open.item.ticket};
    try {
      co_await renew(std::move(one));
    } catch (const std::exception&) {
      open.lost = true;  // a database that cannot renew cannot settle either; the row is worked off again
    }
  }
  co_return !open.lost;
}

net::Task<> Ledger::renew() {
  const auto now = clock_.now();
  std::vector<store::Ticket> tickets;
  for (const auto& [id, open] : open_)
    if (!open->lost && open->item.leased_until - now < settings_.lease / 2)
      tickets.push_back(open->item.ticket);
  if (!tickets.empty()) co_await renew(std::move(tickets));
}

net::Task<> Ledger::renew(std::vector<store::Ticket> tickets) {
  const auto until = clock_.now() + settings_.lease;
  const auto held = co_await outbox_.renew(tickets, settings_.lease);
  if (!held) co_return;  // known again at the next renewal, or when the lease is needed
  std::unordered_map<std::int64_t, std::uint32_t> holding;
  for (const auto& ticket : *held) holding[ticket.id] = ticket.attempt;
  for (const auto& ticket : tickets) {
    const auto found = open_.find(ticket.id);
    if (found == open_.end() || found->second->item.ticket.attempt != ticket.attempt)
      continue;  // closed, or claimed anew
    const auto now_held = holding.find(ticket.id);
    if (now_held == holding.end()) {
      found->second->lost = true;
    } else {
      found->second->item.ticket.attempt = now_held->second;
      found->second->item.leased_until = until;
    }
  }
}

}  // namespace notifyd::dispatch
