// Writes what became of rows, many in one transaction.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "base/log.hpp"
#include "net/signal.hpp"
#include "net/task.hpp"
#include "store/outbox.hpp"
#include "store/store.hpp"

namespace notifyd::dispatch {

/// A device that is to be pushed to no more, once the row is settled.
struct Retirement {
  mail::AccountId account;
  mail::DeviceId device;
  std::string reason;
};

struct Settling {
  store::Settled settled;
  std::vector<Retirement> retirements;
};

/// Batches of at most 256, which wait at most 20 ms for company. Belongs to one loop. A database that fails
/// is tried again each second; what still fails after ten tries is dropped, and its lease lapses.
class SettleQueue {
 public:
  /// `written` is called after each batch with the earliest time at which a row of it falls due, if any does.
  using Written = std::function<void(std::optional<base::Time>)>;
  SettleQueue(store::Store& store, store::Outbox& outbox, Written written, base::Log log);

  void add(Settling settling);
  /// Writes until close() was called and nothing is left.
  net::Task<> run();
  void close();

 private:
  net::Task<> company();
  net::Task<> write(std::vector<Settling> batch);
  net::Task<bool> try_to_write(std::vector<store::Settled> rows);
  net::Task<> retire(std::vector<Settling> batch);

  store::Store& store_;
  store::Outbox& outbox_;
  Written written_;
  base::Log log_;
  std::deque<Settling> waiting_;
  bool closed_ = false;
  net::Signal changed_;
};

}  // namespace notifyd::dispatch
