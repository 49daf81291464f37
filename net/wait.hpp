// How an idle session waits: one operation, and word why it ended.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

#include <boost/asio/any_io_executor.hpp>

namespace net {

using Deadline = std::chrono::steady_clock::time_point;

enum class Woke {
  ready,     ///< octets have come, or are buffered
  hint,      ///< the head that the session's Bell shows has risen
  late,      ///< the deadline has passed
  gone,      ///< the peer closed, or the connection is broken
  stopping,  ///< the listener stops: say BYE or 421 and end; every later wait() of this stream answers it too
};

/// What a publisher and a waiting session share, so that a hint may outlive its session. `head` only rises.
struct Bell {
  std::atomic<std::uint64_t> head{0};
  std::atomic<bool> posted{false};
  std::function<void()> wake;  ///< touched on the session's loop only; empty once the session has gone
};

/// From any thread; never blocks. Raises the head, and wakes the session's loop at most once until it has
/// looked.
void ring(const boost::asio::any_io_executor& loop, const std::shared_ptr<Bell>& bell, std::uint64_t head);

}  // namespace net
