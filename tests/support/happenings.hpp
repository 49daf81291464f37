// A test's thread waits for what other threads do, without a sleep.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>

namespace tests {

/// Wakes the test's thread whenever something has happened.
class Happenings {
 public:
  void tell() {
    const std::lock_guard lock(mutex_);
    ++count_;
    told_.notify_all();
  }
  /// True once `there` holds; false if it does not within ten seconds.
  bool until(const std::function<bool()>& there) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    for (;;) {
      std::unique_lock lock(mutex_);
      const auto seen = count_;
      lock.unlock();
      if (there()) return true;
      lock.lock();
      if (!told_.wait_until(lock, deadline, [&] { return count_ != seen; })) return false;
    }
  }

 private:
  std::mutex mutex_;
  std::condition_variable told_;
  std::uint64_t count_ = 0;
};

}  // namespace tests
