// A condition between coroutines of one loop.

#include "net/signal.hpp"

#include <algorithm>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace net {

namespace asio = boost::asio;

/// Takes itself out when its coroutine goes on, or is destroyed with its loop.
struct Signal::Waiter {
  Waiter(Signal& owner, const asio::any_io_executor& loop, Deadline deadline)
      : signal(owner), timer(loop, deadline) {
    signal.waiting_.push_back(this);
  }
  ~Waiter() { std::erase(signal.waiting_, this); }
  Waiter(const Waiter&) = delete;
  Waiter& operator=(const Waiter&) = delete;

  Signal& signal;
  asio::steady_timer timer;
};

Task<> Signal::wait() {
  co_await wait_until(Deadline::max());
}

Task<> Signal::wait_until(Deadline deadline) {
  const auto loop = co_await asio::this_coro::executor;
  Waiter waiter(*this, loop, deadline);
  // A cancelled timer is a notify(); either way the caller looks again.
  co_await waiter.timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

void Signal::notify() {
  for (Waiter* waiter : waiting_) waiter->timer.cancel();
}

}  // namespace net
