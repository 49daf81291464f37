// The event loops of the process, one thread each, and the pool.

#include "net/loops.hpp"

#include <array>
#include <atomic>
#include <csignal>
#include <exception>
#include <functional>
#include <future>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace net {

namespace asio = boost::asio;

namespace {

// shutdown() destroys every handler that waits, and with it the coroutine that it would have resumed. The
// context stays behind, inert: executors, bells and timers that still point to it do no harm.
struct Loop : asio::io_context {
  Loop() : asio::io_context(1) {}
  using asio::execution_context::shutdown;
  std::thread thread;
};

struct Pool : asio::thread_pool {
  using asio::execution_context::shutdown;
  using asio::thread_pool::thread_pool;
};

}  // namespace

struct Loops::State {
  explicit State(unsigned pool_threads) : pool(pool_threads) {
    for (auto& lane : lanes) lane = asio::make_strand(beside.get_executor());
  }
  std::vector<std::unique_ptr<Loop>> loops;
  Pool pool;
  Pool beside{2};  ///< the lanes' threads
  std::array<asio::any_io_executor, 256> lanes;
  std::atomic<std::size_t> turn{0};
  bool stopped = false;
};

Loops::Loops(unsigned loops, unsigned pool_threads)
    : state_(std::make_unique<State>(pool_threads == 0 ? 1 : pool_threads)) {
  // TLS writes by write(2), which has no MSG_NOSIGNAL; a peer that has gone is a value here, never a signal.
  std::signal(SIGPIPE, SIG_IGN);
  for (unsigned i = 0; i < (loops == 0 ? 1 : loops); ++i) {
    Loop& loop = *state_->loops.emplace_back(std::make_unique<Loop>());
    loop.thread = std::thread([&loop] {
      const auto keep_running = asio::make_work_guard(loop);
      loop.run();
    });
  }
}

Loops::~Loops() {
  stop();
}

asio::any_io_executor Loops::next() {
  const auto turn = state_->turn.fetch_add(1, std::memory_order_relaxed);
  return state_->loops[turn % state_->loops.size()]->get_executor();
}

asio::any_io_executor Loops::first() {
  return state_->loops.front()->get_executor();
}

asio::any_io_executor Loops::pool() {
  return state_->pool.get_executor();
}

asio::any_io_executor Loops::lane(std::string_view owner) {
  auto& lanes = state_->lanes;
  return lanes[std::hash<std::string_view>()(owner) % lanes.size()];
}

void Loops::stop() {
  if (std::exchange(state_->stopped, true)) return;
  for (auto& loop : state_->loops) loop->stop();
  for (auto* pool : {&state_->pool, &state_->beside}) pool->stop();
  for (auto& loop : state_->loops) loop->thread.join();
  for (auto* pool : {&state_->pool, &state_->beside}) {
    pool->join();
    pool->shutdown();
  }
  for (auto& loop : state_->loops) loop->shutdown();
}

std::future<void> run_beside(const asio::any_io_executor& loop, std::function<Task<>()> task) {
  std::promise<void> ended;
  auto waiter = ended.get_future();
  auto finish = [ended = std::move(ended)](const std::exception_ptr& failure) mutable {
    if (failure) {
      ended.set_exception(failure);
    } else {
      ended.set_value();
    }
  };
  asio::co_spawn(loop, std::move(task), std::move(finish));
  return waiter;
}

void run_blocking(const asio::any_io_executor& loop, std::function<Task<>()> task) {
  run_beside(loop, std::move(task)).get();
}

Task<asio::any_io_executor> current_loop() {
  co_return co_await asio::this_coro::executor;
}

Task<> sleep_until(std::chrono::steady_clock::time_point when) {
  const auto loop = co_await asio::this_coro::executor;
  asio::steady_timer timer(loop, when);
  co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace net
