// A client of an in-memory session that says all it has and closes, so that every wait of the session ends.
#pragma once

#include <cstdlib>
#include <exception>
#include <memory>
#include <string>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "net/stream.hpp"
#include "net/task.hpp"

namespace fuzz {

/// Runs `session` beside the client until both have ended; aborts if the session throws.
inline void converse(boost::asio::io_context& loop, net::Task<> session, net::Stream& client,
                     std::string said) {
  bool failed = false;
  boost::asio::co_spawn(loop, std::move(session),
                        [&](const std::exception_ptr& failure) { failed = failure != nullptr; });
  boost::asio::co_spawn(
      loop,
      [](net::Stream& stream, std::string text) -> net::Task<> {
        const auto written = co_await stream.write(std::move(text));
        static_cast<void>(written);
        stream.close();
      }(client, std::move(said)),
      [](const std::exception_ptr&) {});
  loop.run();
  if (failed) std::abort();
}

}  // namespace fuzz
