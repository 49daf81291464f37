// The fast lane: rows that this process committed and leased, handed over in memory.
#pragma once

#include <atomic>
#include <cstddef>
#include <mutex>
#include <vector>

#include "store/outbox.hpp"

namespace notifyd::dispatch {

/// Takes rows from any thread; the dispatcher's loop takes them out. Thread-safe.
class Intake {
 public:
  explicit Intake(std::size_t capacity) : capacity_(capacity) {}

  /// Whether a commit may lease its row to this process now. Rows of commits that asked at once may exceed
  /// the capacity a little; they are taken all the same. A "no" is remembered: what was not leased must be
  /// claimed.
  [[nodiscard]] bool has_room();
  /// False if the rows were dropped because twice the capacity is reached: their leases lapse, and they are
  /// claimed then.
  bool offer(std::vector<store::Item> items);
  std::vector<store::Item> take();
  /// What the dispatcher holds besides; counts against the capacity.
  void set_open(std::size_t open) { open_ = open; }
  /// True once after has_room() said no.
  bool take_refusal() { return refused_.exchange(false); }

 private:
  std::size_t capacity_;
  std::atomic<std::size_t> open_{0};
  std::atomic<std::size_t> waiting_{0};
  std::atomic<bool> refused_{false};
  std::mutex mutex_;
  std::vector<store::Item> items_;
};

}  // namespace notifyd::dispatch
