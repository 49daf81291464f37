// The event loops of the process (one thread each) and the pool for work that may block.
#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <boost/asio/any_io_executor.hpp>

#include "net/task.hpp"

namespace net {

/// Starts its threads at once; stop() and the destructor end and join them. A session belongs to one loop and
/// stays.
class Loops {
 public:
  explicit Loops(unsigned loops, unsigned pool_threads);
  ~Loops();
  Loops(const Loops&) = delete;
  Loops& operator=(const Loops&) = delete;

  /// Round robin.
  [[nodiscard]] boost::asio::any_io_executor next();
  [[nodiscard]] boost::asio::any_io_executor first();
  /// For password hashing, cold reads and other blocking work; bounded by its threads.
  [[nodiscard]] boost::asio::any_io_executor pool();
  /// For work that somebody may ask for much of, on two threads apart from the pool: that of one owner is
  /// done one after the other, so that he never has both. A few owners may share their turns.
  [[nodiscard]] boost::asio::any_io_executor lane(std::string_view owner);
  /// Ends all loops; what still runs on them is destroyed.
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Runs `task` on `loop` and blocks the calling thread (not a loop's) until it has ended; its exception is
/// thrown here. For main, the command line and tests.
void run_blocking(const boost::asio::any_io_executor& loop, std::function<Task<>()> task);

/// The same without blocking: the future is ready when the task has ended, and holds its exception.
std::future<void> run_beside(const boost::asio::any_io_executor& loop, std::function<Task<>()> task);

/// The loop that the calling coroutine runs on.
Task<boost::asio::any_io_executor> current_loop();

/// Suspends until `when`; ends early only when the coroutine is cancelled.
Task<> sleep_until(std::chrono::steady_clock::time_point when);

}  // namespace net
