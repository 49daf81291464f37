// Hints from any thread to a waiting session.

#include "net/wait.hpp"

#include <boost/asio/post.hpp>

namespace net {

void ring(const boost::asio::any_io_executor& loop, const std::shared_ptr<Bell>& bell, std::uint64_t head) {
  for (auto old = bell->head.load(); old < head && !bell->head.compare_exchange_weak(old, head);) {
  }
  if (bell->posted.exchange(true)) return;
  boost::asio::post(loop, [bell] {
    bell->posted = false;
    if (bell->wake) bell->wake();
  });
}

}  // namespace net
