// Waiting for mail: IDLE (RFC 2177), or NOOP where that is not offered; and the end.

#include <utility>

#include "client/imap.hpp"

namespace client {
namespace {

using base::Errc;
using wire::imap::Response;

constexpr auto farewell = std::chrono::seconds(2);

}  // namespace

net::Task<base::Result<void>> Imap::wait() {
  if (connection_.stream().stopping() || has_news_) co_return base::Result<void>();
  base::Result<void> waited;
  if (offers("IDLE") && may_idle_)
    waited = co_await idle();
  else
    waited = co_await poll();
  co_return waited;
}

net::Task<base::Result<void>> Imap::idle() {
  const net::Deadline until = std::chrono::steady_clock::now() + server_.idle_for;
  const auto started = co_await begin_command("IDLE");
  if (!started) co_return started.error();
  if (started->kind == Response::Kind::tagged) {
    may_idle_ = false;  // offered and refused: the next wait() polls
    co_return base::Result<void>();
  }
  const auto heard = co_await listen(until);
  if (!heard) co_return heard.error();
  co_await connection_.write("DONE\r\n");
  const auto ended = co_await read_answer(soon(), {});
  if (!ended) co_return ended.error();
  if (ended->kind != Response::Kind::tagged)
    co_return broken(base::fail(Errc::syntax, "a continuation request within IDLE"));
  co_return base::Result<void>();
}

/// Takes what comes until there is news, the deadline has passed (late) or stop() was called.
net::Task<base::Result<net::Woke>> Imap::listen(net::Deadline deadline) {
  while (!has_news_) {
    const net::Woke woke = co_await connection_.wait(deadline);
    if (woke == net::Woke::gone) co_return broken(base::fail(Errc::gone, "the server closed the connection"));
    if (woke != net::Woke::ready) co_return woke;
    const auto response = co_await read_response(soon());
    if (!response) co_return response.error();
    if (response->kind != Response::Kind::untagged)
      co_return broken(base::fail(Errc::syntax, "an answer that nobody waits for"));
    note(*response);
    if (!bye_.empty()) co_return broken(base::fail(Errc::gone, ""));
  }
  co_return net::Woke::ready;
}

net::Task<base::Result<void>> Imap::poll() {
  const net::Deadline until = std::chrono::steady_clock::now() + server_.idle_for;
  while (!has_news_ && std::chrono::steady_clock::now() < until) {
    const auto heard = co_await listen(std::chrono::steady_clock::now() + server_.poll_every);
    if (!heard) co_return heard.error();
    if (*heard == net::Woke::stopping) break;
    const auto answer = co_await ask("NOOP");
    if (!answer) co_return answer.error();
    if (const auto refused = refusal(*answer, "NOOP")) co_return *refused;
  }
  co_return base::Result<void>();
}

net::Task<> Imap::logout() {
  tag_ = "n" + std::to_string(++commands_);
  co_await connection_.write(tag_ + " LOGOUT\r\n");
  const auto answer = co_await read_answer(std::chrono::steady_clock::now() + farewell, {});
  // Whatever the answer: the conversation is over.
  if (answer) connection_.close();
}

}  // namespace client
