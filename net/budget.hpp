// Connections that several listeners may hold together, so that a flood leaves descriptors for the rest of
// the process.
#pragma once

#include <atomic>
#include <cstddef>

namespace net {

/// Thread-safe.
class Budget {
 public:
  explicit Budget(std::size_t limit) : limit_(limit) {}

  /// False if all are taken.
  bool take() {
    if (taken_.fetch_add(1) < limit_) return true;
    taken_.fetch_sub(1);
    return false;
  }
  void give_back() { taken_.fetch_sub(1); }

 private:
  std::size_t limit_;
  std::atomic<std::size_t> taken_{0};
};

}  // namespace net
