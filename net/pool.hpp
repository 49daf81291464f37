// Threads for one kind of blocking work, so that it takes none from Loops::pool().
#pragma once

#include <memory>

#include <boost/asio/any_io_executor.hpp>

namespace net {

/// Its destructor waits for what is being done; what has not begun is dropped.
class Pool {
 public:
  explicit Pool(unsigned threads);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  [[nodiscard]] boost::asio::any_io_executor executor();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace net
