// Several coroutines at once, awaited together.
#pragma once

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/task.hpp"

namespace net {

/// Runs all `tasks` at once on the caller's loop and resumes it when the last has ended. If some threw, the
/// first exception is thrown here, after all have ended. Not cancellable, so for work that ends by itself.
inline Task<> all(std::vector<std::function<Task<>()>> tasks) {
  if (tasks.empty()) co_return;
  const boost::asio::any_io_executor loop = co_await boost::asio::this_coro::executor;
  std::size_t running = tasks.size();
  std::exception_ptr failure;
  auto start = [&](auto handler) {
    // Shared by the tasks' completions: the last one resumes the caller.
    auto waiting = std::make_shared<decltype(handler)>(std::move(handler));
    for (auto& task : tasks) {
      auto ended = [&, waiting](const std::exception_ptr& error) {
        if (error && !failure) failure = error;
        if (--running == 0) boost::asio::post(loop, std::move(*waiting));
      };
      boost::asio::co_spawn(loop, task, std::move(ended));
    }
  };
  co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(
      start, boost::asio::use_awaitable);
  if (failure) std::rethrow_exception(failure);
}

}  // namespace net
