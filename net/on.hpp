// Plain work on another executor, awaited from a loop.
#pragma once

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/task.hpp"

namespace net {

/// Runs the plain function `work` on `pool` and resumes the caller on its own loop. Exceptions come along.
/// Not cancellable: a limit belongs around waits for peers, never around the store.
template <class Executor, class Work>
Task<std::invoke_result_t<Work&>> on(Executor pool, Work work) {
  constexpr bool silent = std::is_void_v<std::invoke_result_t<Work&>>;
  std::optional<std::conditional_t<silent, std::monostate, std::invoke_result_t<Work&>>> answer;
  std::exception_ptr failure;
  auto start = [&](auto handler) {
    auto home = boost::asio::prefer(boost::asio::get_associated_executor(handler),
                                    boost::asio::execution::outstanding_work.tracked);
    boost::asio::post(pool, [&, home, handler = std::move(handler)]() mutable {
      try {
        if constexpr (silent) {
          work();
        } else {
          answer.emplace(work());
        }
      } catch (...) {
        failure = std::current_exception();
      }
      boost::asio::post(home, std::move(handler));
    });
  };
  co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(
      start, boost::asio::use_awaitable);
  if (failure) std::rethrow_exception(failure);
  if constexpr (!silent) co_return std::move(*answer);
}

}  // namespace net
