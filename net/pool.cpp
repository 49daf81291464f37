// Threads for one kind of blocking work.

#include "net/pool.hpp"

#include <boost/asio/thread_pool.hpp>

namespace net {

struct Pool::State {
  explicit State(unsigned threads) : pool(threads) {}
  boost::asio::thread_pool pool;
};

Pool::Pool(unsigned threads) : state_(std::make_unique<State>(threads)) {}

Pool::~Pool() {
  state_->pool.stop();
  state_->pool.join();
}

boost::asio::any_io_executor Pool::executor() {
  return state_->pool.get_executor();
}

}  // namespace net
