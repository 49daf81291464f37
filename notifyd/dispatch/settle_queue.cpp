// Writes what became of rows, many in one transaction.

#include "notifyd/dispatch/settle_queue.hpp"

#include <algorithm>
#include <exception>
#include <iterator>
#include <utility>

#include "net/loops.hpp"

namespace notifyd::dispatch {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr std::size_t largest_batch = 256;
constexpr auto longest_wait = 20ms;  // each write is a COMMIT that deliveries wait behind
constexpr int most_tries = 10;
constexpr auto between_tries = 1s;

/// The epoch for a report to a sender, which is due at once.
std::optional<base::Time> earliest_due(const std::vector<Settling>& batch) {
  std::optional<base::Time> earliest;
  const auto look = [&](const auto& verdict) {
    if (const auto* retry = std::get_if<store::RetryAt>(&verdict))
      earliest = earliest ? std::min(*earliest, retry->due) : retry->due;
  };
  for (const auto& settling : batch) {
    look(settling.settled.verdict);
    if (settling.settled.bounce) earliest = base::Time();
    for (const auto& split : settling.settled.splits) look(split.verdict);
  }
  return earliest;
}

}  // namespace

SettleQueue::SettleQueue(store::Store& store, store::Outbox& outbox, Written written, base::Log log)
    : store_(store), outbox_(outbox), written_(std::move(written)), log_(std::move(log)) {}

void SettleQueue::add(Settling settling) {
  waiting_.push_back(std::move(settling));
  if (waiting_.size() == 1 || waiting_.size() == largest_batch) changed_.notify();
}

void SettleQueue::close() {
  closed_ = true;
  changed_.notify();
}

net::Task<> SettleQueue::run() {
  for (;;) {
    while (waiting_.empty() && !closed_) co_await changed_.wait();
    if (waiting_.empty()) co_return;
    co_await company();
    const auto count = std::min(waiting_.size(), largest_batch);
    const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(count);
    std::vector<Settling> batch(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
    waiting_.erase(waiting_.begin(), end);
    co_await write(std::move(batch));
  }
}

net::Task<> SettleQueue::company() {
  const auto until = steady_clock::now() + longest_wait;
  while (waiting_.size() < largest_batch && !closed_ && steady_clock::now() < until)
    co_await changed_.wait_until(until);
}

net::Task<> SettleQueue::write(std::vector<Settling> batch) {
  std::vector<store::Settled> rows;
  rows.reserve(batch.size());
  for (const auto& settling : batch) rows.push_back(settling.settled);
  for (int tries = 1;; ++tries) {
    const bool done = co_await try_to_write(rows);
    if (done) break;
    if (tries == most_tries || closed_) co_return;  // the leases lapse, and the rows are worked off again
    co_await net::sleep_until(steady_clock::now() + between_tries);
  }
  const auto due = earliest_due(batch);
  co_await retire(std::move(batch));
  written_(due);
}

net::Task<bool> SettleQueue::try_to_write(std::vector<store::Settled> rows) {
  const auto count = rows.size();
  try {
    const auto held = co_await outbox_.settle(std::move(rows));
    if (!held && held.error().code == base::Errc::no_space)
      log_.debug("settling_waits", {{"rows", count}});
    else if (!held)
      log_.error("settling_refused", {{"reason", held.error().text}});
    else if (*held < count)
      log_.warn("leases_lost", {{"rows", count - *held}});
    co_return bool(held);
  } catch (const std::exception& failure) {
    log_.error("settling_failed", {{"reason", failure.what()}});
  }
  co_return false;
}

net::Task<> SettleQueue::retire(std::vector<Settling> batch) {
  for (const auto& settling : batch) {
    for (const auto& retirement : settling.retirements) {
      try {
        const auto done =
            co_await store_.retire_device(retirement.account, retirement.device, retirement.reason);
        if (!done)
          log_.warn("device_not_retired",
                    {{"device", retirement.device.value}, {"reason", done.error().text}});
      } catch (const std::exception& failure) {
        log_.error("device_not_retired", {{"device", retirement.device.value}, {"reason", failure.what()}});
      }
    }
  }
}

}  // namespace notifyd::dispatch
