// A limit on how many coroutines do something at once, first come, first served.
#pragma once

#include <cstddef>
#include <deque>

#include "net/task.hpp"

namespace net {

/// Belongs to one loop, and outlives those who wait.
class Slots {
 public:
  explicit Slots(std::size_t count) : free_(count) {}
  Slots(const Slots&) = delete;
  Slots& operator=(const Slots&) = delete;
  ~Slots() = default;

  /// Waits for a slot; release() gives it back.
  Task<> acquire();
  void release();

 private:
  struct Turn;
  std::size_t free_;
  std::deque<Turn*> line_;  // in the frames of the coroutines that wait
};

}  // namespace net
