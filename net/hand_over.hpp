// Waiting for a thread that works for many: the caller sleeps, and is resumed on its own loop.
#pragma once

#include <functional>
#include <memory>
#include <utility>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/task.hpp"

namespace net {

/// Suspends the caller and gives `accept` the function that resumes it, to be called once, from any thread.
/// What `accept` captures may be gone as soon as that function has been called. Not cancellable, as on().
template <class Accept>
Task<> hand_over(Accept accept) {
  auto start = [&accept](auto handler) {
    auto home = boost::asio::prefer(boost::asio::get_associated_executor(handler),
                                    boost::asio::execution::outstanding_work.tracked);
    // Shared because std::function wants copies; there is never more than one.
    auto waiting = std::make_shared<decltype(handler)>(std::move(handler));
    accept(
        std::function<void()>([home, waiting]() mutable { boost::asio::post(home, std::move(*waiting)); }));
  };
  co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(
      start, boost::asio::use_awaitable);
}

}  // namespace net
