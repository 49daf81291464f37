// What the tests of net share: loops, a listener on any free port, and a client's connection to it.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "net/connect.hpp"
#include "net/connection.hpp"
#include "net/listener.hpp"
#include "net/loops.hpp"

namespace net {

using namespace std::chrono_literals;

inline Deadline in(std::chrono::milliseconds time) {
  return std::chrono::steady_clock::now() + time;
}

/// The deadline of waits that are to succeed: it is only reached by a test that fails.
inline Deadline soon() {
  return in(10s);
}

/// Two loops; run() drives one coroutine and rethrows what it throws.
class OnLoops : public testing::Test {
 protected:
  using Session = std::function<Task<>(Connection&)>;

  void run(std::function<Task<>()> task) { run_blocking(loops.first(), std::move(task)); }

  /// Each connection is given to `session`, which must outlive the listener.
  Listener::Serve serving(Session session) {
    return [session = std::move(session)](std::unique_ptr<Stream> stream) {
      return hold(session, std::move(stream));
    };
  }

  std::unique_ptr<Listener> listen(Session session, ListenOn where = {.address = "127.0.0.1"}) {
    auto listener =
        std::make_unique<Listener>(loops, std::move(where), serving(std::move(session)), base::Log());
    listener->start();
    return listener;
  }

  static Task<std::unique_ptr<Connection>> dial(const Listener& listener) {
    auto stream = co_await connect("127.0.0.1", listener.port(), soon());
    if (!stream) throw std::runtime_error(stream.error().text);
    co_return std::make_unique<Connection>(std::move(*stream));
  }

  Loops loops{2, 1};

 private:
  static Task<> hold(Session session, std::unique_ptr<Stream> stream) {
    Connection connection(std::move(stream));
    co_await session(connection);
  }
};

/// Answers each line with itself until the peer goes or the server stops.
inline Task<> echo(Connection& connection) {
  for (;;) {
    const Woke woke = co_await connection.wait(soon());
    if (woke == Woke::stopping) co_await connection.write("BYE\r\n");
    if (woke != Woke::ready) co_return;
    const auto line = co_await connection.read_line(1000, soon());
    if (!line) co_return;
    co_await connection.write(*line + "\r\n");
  }
}

}  // namespace net
