// Coroutines that run beside their owner.
#pragma once

#include <cstddef>
#include <exception>
#include <functional>
#include <string>

#include <boost/asio/any_io_executor.hpp>

#include "net/signal.hpp"
#include "net/task.hpp"

namespace net {

/// Starts coroutines on one loop and knows when they have ended: their owner awaits joined() before it goes.
/// Touched on that loop only.
class Group {
 public:
  /// `failed` is told of an exception that leaves a coroutine; the others go on.
  Group(boost::asio::any_io_executor loop, std::function<void(std::exception_ptr)> failed);
  Group(const Group&) = delete;
  Group& operator=(const Group&) = delete;
  ~Group() = default;

  /// Parameters of the coroutine are values, or references to what outlives joined().
  void start(Task<> task);
  /// Until none of them runs.
  Task<> joined();
  /// The same, but no longer than the deadline; what still runs then ends with the loop, before the owner
  /// goes.
  Task<> joined_until(Deadline deadline);
  [[nodiscard]] std::size_t running() const { return running_; }

 private:
  boost::asio::any_io_executor loop_;
  std::function<void(std::exception_ptr)> failed_;
  std::size_t running_ = 0;
  Signal ended_;
};

/// What an exception says, for the log.
std::string text_of(const std::exception_ptr& failure);

}  // namespace net
