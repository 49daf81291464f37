// The rows that are in memory: each under its lease, until every push of it has an end.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "notifyd/dispatch/settings.hpp"
#include "notifyd/dispatch/settle_queue.hpp"
#include "store/outbox.hpp"

namespace notifyd::dispatch {

/// One row. Belongs to the ledger; pushes refer to it while `pushes` counts them.
struct OpenItem {
  store::Item item;
  std::size_t pushes = 0;  ///< that have no end yet
  bool lost = false;       ///< somebody else holds the lease: nothing more is sent or settled
  std::vector<store::Split> splits;
  store::Trace trace;
  std::vector<Retirement> retirements;

  /// A step of the trace.
  void note(base::Time at, std::string device, std::string stage, std::string text) {
    trace.push_back(
        {.at = at, .device = std::move(device), .stage = std::move(stage), .text = std::move(text)});
  }
};

/// Belongs to one loop.
class Ledger {
 public:
  Ledger(store::Outbox& outbox, SettleQueue& settled, const base::Clock& clock, const Settings& settings);

  /// Null if the row is open already: then only its lease was renewed.
  OpenItem* open(store::Item item);
  /// One push more has its end; the row is settled and closed with the last. Do not touch `open` afterwards.
  void close_one(OpenItem& open);
  /// The verdict of somebody who decided about the row as a whole.
  void close_with(OpenItem& open, store::Settled settled);
  /// Whether the lease holds for the time of one send; renews it if little is left.
  net::Task<bool> holds(OpenItem& open);
  /// Renews all leases of which less than half is left. To be called several times within a lease.
  net::Task<> renew();

  [[nodiscard]] std::size_t size() const { return open_.size(); }

 private:
  void close(OpenItem& open, store::Settled settled);
  net::Task<> renew(std::vector<store::Ticket> tickets);

  store::Outbox& outbox_;
  SettleQueue& settled_;
  const base::Clock& clock_;
  const Settings& settings_;
  std::unordered_map<std::int64_t, std::unique_ptr<OpenItem>> open_;
};

}  // namespace notifyd::dispatch
