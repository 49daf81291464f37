// Keeps the store in order while it runs: what is past its time goes, dead bodies are erased.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "store/engines/sqlite/compactor.hpp"

namespace store::sqlite {

/// A thread that looks once a minute.
class Keeper {
 public:
  struct Retention {
    std::chrono::microseconds events{};
    std::chrono::microseconds traces{};
    std::chrono::microseconds orphans{};
    std::chrono::microseconds erase_within{};
  };
  Keeper(Compactor::Parts parts, Retention retention, base::Log log);
  ~Keeper();
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;

  /// All of it now, on this thread; also for tests.
  void tidy();
  /// While this is held nothing is moved or removed (backup).
  [[nodiscard]] std::unique_lock<std::mutex> hold_still() { return std::unique_lock(tidying_); }

 private:
  void run();
  void purge();
  void sweep();

  Compactor::Parts parts_;
  Retention retention_;
  base::Log log_;
  Compactor compactor_;
  std::mutex tidying_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace store::sqlite
