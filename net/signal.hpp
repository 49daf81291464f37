// A condition between coroutines of one loop.
#pragma once

#include <vector>

#include "net/task.hpp"
#include "net/wait.hpp"

namespace net {

/// Wakes coroutines that wait for something to change. Belongs to one loop, and outlives those who wait. As
/// with a condition variable, look again after waking: `while (!there) co_await signal.wait();`.
class Signal {
 public:
  Signal() = default;
  Signal(const Signal&) = delete;
  Signal& operator=(const Signal&) = delete;
  ~Signal() = default;

  /// Until the next notify().
  Task<> wait();
  /// Until the next notify(), or the deadline.
  Task<> wait_until(Deadline deadline);
  /// Wakes everybody who waits now.
  void notify();

 private:
  struct Waiter;
  std::vector<Waiter*> waiting_;  // in the frames of the coroutines that wait
};

}  // namespace net
