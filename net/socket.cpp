// A Stream over a connected socket. Every read, write and handshake is tried at once; only when the kernel
// has nothing to give or to take does the coroutine suspend, in Readiness. One class serves plain and TLS
// alike.

#include "net/socket.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/address.hpp"
#include "net/readiness.hpp"
#include "net/tls_session.hpp"

namespace net {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using base::Errc;

// After so many reads or writes that did not have to wait, others on the loop get their turn.
constexpr unsigned turns_in_a_row = 16;

Moved moved(ssize_t result, Step when_blocked) {
  if (result > 0) return {Step::done, static_cast<std::size_t>(result)};
  if (result < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)) return {when_blocked};
  return {Step::gone};
}

class SocketStream final : public Stream {
 public:
  SocketStream(const asio::any_io_executor& loop, base::Descriptor socket, std::shared_ptr<Grip> grip,
               SocketLimits limits)
      : peer_(peer_of(socket.get())),
        socket_(loop, std::move(socket)),
        grip_(std::move(grip)),
        limits_(limits) {
    if (grip_) grip_->stream = this;
  }
  SocketStream(const SocketStream&) = delete;
  SocketStream& operator=(const SocketStream&) = delete;
  ~SocketStream() override;

  Task<base::Result<std::size_t>> read(std::span<char> into, Deadline deadline) override;
  Task<base::Result<void>> write(std::string octets) override;
  Task<Woke> wait(Deadline deadline) override;
  void wake() noexcept override;
  void stop() noexcept override;
  void hasten() noexcept override;
  Task<base::Result<void>> accept_tls(TlsContext& context, Deadline deadline) override;
  Task<base::Result<void>> connect_tls(TlsContext& context, std::string server_name,
                                       Deadline deadline) override;
  void close() noexcept override;

  [[nodiscard]] bool stopping() const override { return stopping_; }
  [[nodiscard]] bool is_tls() const override { return tls_ != nullptr; }
  [[nodiscard]] const Peer& peer() const override { return peer_; }
  [[nodiscard]] std::uint64_t written() const override { return written_ + (tls_ ? tls_->written() : 0); }
  [[nodiscard]] std::uint64_t acknowledged() const override;
  [[nodiscard]] bool has_input() override { return !closed_ && peek().step == Step::done; }
  [[nodiscard]] asio::any_io_executor executor() const override { return socket_.executor(); }

 private:
  Moved receive(std::span<char> into);
  Moved send(std::string_view octets);
  Moved peek();
  Task<> until(Step step, Deadline deadline);
  Task<> take_turns();
  Task<base::Result<void>> handshake(Deadline deadline);
  Task<base::Result<void>> write_out(const std::string& octets);
  void reset() noexcept;

  Peer peer_;
  Readiness socket_;
  std::shared_ptr<Grip> grip_;  // shared with the listener
  SocketLimits limits_;
  std::unique_ptr<TlsSession> tls_;  // after socket_: it must go before the descriptor
  std::uint64_t written_ = 0;        // plain octets
  unsigned in_a_row_ = 0;
  bool woken_ = false;
  bool stopping_ = false;
  bool hastened_ = false;
  bool closed_ = false;
};

SocketStream::~SocketStream() {
  if (grip_) grip_->stream = nullptr;
  close();
  // A socket that is closed with unread octets resets the connection, and the peer may lose our last reply
  // with it (RFC 9112 section 9.6 describes the same for HTTP). What is here already is read away.
  std::array<char, 4096> ignored{};
  for (int i = 0; i < 16 && ::recv(socket_.fd(), ignored.data(), ignored.size(), MSG_DONTWAIT) > 0; ++i) {
  }
}

Moved SocketStream::receive(std::span<char> into) {
  if (tls_) return tls_->read(into);
  return moved(::recv(socket_.fd(), into.data(), into.size(), 0), Step::want_read);
}

Moved SocketStream::send(std::string_view octets) {
  if (tls_) return tls_->write(octets);
  const Moved answer =
      moved(::send(socket_.fd(), octets.data(), octets.size(), MSG_NOSIGNAL), Step::want_write);
  written_ += answer.octets;
  return answer;
}

Moved SocketStream::peek() {
  if (tls_) return tls_->peek();
  char ignored = 0;
  return moved(::recv(socket_.fd(), &ignored, 1, MSG_PEEK), Step::want_read);
}

Task<> SocketStream::until(Step step, Deadline deadline) {
  in_a_row_ = 0;
  return socket_.until(step == Step::want_write ? Readiness::Want::write : Readiness::Want::read, deadline);
}

Task<> SocketStream::take_turns() {
  if (++in_a_row_ < turns_in_a_row) co_return;
  in_a_row_ = 0;
  co_await asio::post(asio::use_awaitable);
}

Task<base::Result<std::size_t>> SocketStream::read(std::span<char> into, Deadline deadline) {
  co_await take_turns();
  for (;;) {
    if (closed_) co_return base::fail(Errc::gone, "the connection is closed");
    const Moved got = receive(into);
    if (got.step == Step::done) co_return got.octets;
    if (got.step == Step::gone) co_return base::fail(Errc::gone, "the peer closed the connection");
    if (hastened_) co_return base::fail(Errc::try_later, "the server is stopping");
    if (Clock::now() >= deadline) co_return base::fail(Errc::timed_out, "nothing came in time");
    co_await until(got.step, deadline);
  }
}

Task<base::Result<void>> SocketStream::write(std::string octets) {
  co_await take_turns();
  // A coroutine that is cancelled would throw at its next co_await, and leave half a line on the wire.
  const bool throws = co_await asio::this_coro::throw_if_cancelled();
  co_await asio::this_coro::throw_if_cancelled(false);
  auto answer = co_await write_out(octets);
  co_await asio::this_coro::throw_if_cancelled(throws);
  co_return answer;
}

Task<base::Result<void>> SocketStream::write_out(const std::string& octets) {
  auto limit = Clock::now() + limits_.write_limit;
  for (std::size_t sent = 0; sent < octets.size();) {
    if (closed_) co_return base::fail(Errc::gone, "the connection is closed");
    const Moved put = send(std::string_view(octets).substr(sent));
    if (put.step == Step::done) {
      sent += put.octets;
      limit = Clock::now() + limits_.write_limit;
      continue;
    }
    if (put.step == Step::gone) {
      close();
      co_return base::fail(Errc::gone, "the peer closed the connection");
    }
    if (Clock::now() >= limit) {
      reset();
      co_return base::fail(Errc::gone, "the peer took nothing within the write limit");
    }
    co_await until(put.step, limit);
  }
  co_return base::Result<void>();
}

Task<Woke> SocketStream::wait(Deadline deadline) {
  woken_ = false;
  for (;;) {
    if (closed_) co_return Woke::gone;
    if (stopping_) co_return Woke::stopping;
    if (woken_) co_return Woke::hint;
    const Moved seen = peek();
    if (seen.step == Step::done) co_return Woke::ready;
    if (seen.step == Step::gone) co_return Woke::gone;
    if (Clock::now() >= deadline) co_return Woke::late;
    co_await until(seen.step, deadline);
  }
}

void SocketStream::wake() noexcept {
  woken_ = true;
  socket_.interrupt();
}

void SocketStream::stop() noexcept {
  stopping_ = true;
  socket_.interrupt();
}

void SocketStream::hasten() noexcept {
  hastened_ = true;
  socket_.interrupt();
}

Task<base::Result<void>> SocketStream::accept_tls(TlsContext& context, Deadline deadline) {
  if (tls_) co_return base::fail(Errc::conflict, "TLS is active");
  tls_ = TlsSession::accepting(context, socket_.fd());
  co_return co_await handshake(deadline);
}

Task<base::Result<void>> SocketStream::connect_tls(TlsContext& context, std::string server_name,
                                                   Deadline deadline) {
  if (tls_) co_return base::fail(Errc::conflict, "TLS is active");
  tls_ = TlsSession::connecting(context, socket_.fd(), server_name);
  co_return co_await handshake(deadline);
}

Task<base::Result<void>> SocketStream::handshake(Deadline deadline) {
  for (;;) {
    if (closed_) co_return base::fail(Errc::gone, "the connection is closed");
    const Moved answer = tls_->handshake();
    if (answer.step == Step::done) co_return base::Result<void>();
    if (answer.step == Step::gone) {
      close();
      co_return base::fail(tls_->refused_certificate() ? Errc::denied : Errc::gone, tls_->reason());
    }
    if (Clock::now() >= deadline) {
      close();
      co_return base::fail(Errc::timed_out, "the TLS handshake took too long");
    }
    co_await until(answer.step, deadline);
  }
}

void SocketStream::close() noexcept {
  if (std::exchange(closed_, true)) return;
  if (tls_) tls_->shut_down();
  ::shutdown(socket_.fd(), SHUT_WR);
  socket_.interrupt();
}

void SocketStream::reset() noexcept {
  closed_ = true;
  // The kernel would keep the unsent octets and offer them for minutes: it drops them when the owner closes.
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(socket_.fd(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::shutdown(socket_.fd(), SHUT_RDWR);
  socket_.interrupt();
}

std::uint64_t SocketStream::acknowledged() const {
  int unacknowledged = 0;
  if (::ioctl(socket_.fd(), SIOCOUTQ, &unacknowledged) != 0) return written();
  return written() - std::min(written(), static_cast<std::uint64_t>(std::max(unacknowledged, 0)));
}

}  // namespace

std::unique_ptr<Stream> open_stream(const asio::any_io_executor& loop, base::Descriptor socket,
                                    std::shared_ptr<Grip> grip, SocketLimits limits) {
  // Replies are whole when they are written, so there is nothing for Nagle's algorithm to collect. UNIX
  // sockets refuse both options, which is as good.
  constexpr int on = 1;
  ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::setsockopt(socket.get(), SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  return std::make_unique<SocketStream>(loop, std::move(socket), std::move(grip), limits);
}

}  // namespace net
