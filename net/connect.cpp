// Outgoing connections of our protocol clients.

#include "net/connect.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <system_error>
#include <utility>
#include <vector>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "net/address.hpp"
#include "net/readiness.hpp"
#include "net/socket.hpp"

namespace net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using base::Errc;
using Clock = std::chrono::steady_clock;
using Addresses = std::vector<SocketAddress>;

// getaddrinfo runs in a thread that Asio keeps for it and cannot be ended early: a lookup that is too late is
// left behind with this, and its answer is dropped.
struct Lookup {
  explicit Lookup(const asio::any_io_executor& loop) : resolver(loop), answered(loop) {}
  tcp::resolver resolver;
  asio::steady_timer answered;
  boost::system::error_code error = asio::error::timed_out;
  Addresses found;
};

Task<base::Result<Addresses>> look_up(std::string host, std::uint16_t port, Deadline deadline) {
  const auto loop = co_await asio::this_coro::executor;
  auto lookup = std::make_shared<Lookup>(loop);  // shared with the resolver's handler
  lookup->answered.expires_at(deadline);
  lookup->resolver.async_resolve(
      host, std::to_string(port), tcp::resolver::numeric_service,
      [lookup](const boost::system::error_code& error, const tcp::resolver::results_type& results) {
        lookup->error = error;
        for (const auto& entry : results) {
          SocketAddress address;
          std::memcpy(&address.storage, entry.endpoint().data(), entry.endpoint().size());
          address.length = static_cast<socklen_t>(entry.endpoint().size());
          lookup->found.push_back(address);
        }
        lookup->answered.cancel();
      });
  co_await lookup->answered.async_wait(asio::as_tuple(asio::use_awaitable));
  if (lookup->error == asio::error::timed_out)
    co_return base::fail(Errc::timed_out, "the name " + host + " was not resolved in time");
  if (lookup->error)
    co_return base::fail(Errc::gone, "cannot resolve " + host + ": " + lookup->error.message());
  co_return lookup->found;
}

Task<base::Result<Addresses>> addresses_of(std::string host, std::uint16_t port, Deadline deadline) {
  constexpr std::string_view unix_prefix = "unix:";
  const bool is_path = host.starts_with(unix_prefix);
  const auto literal =
      is_path ? unix_socket_address(host.substr(unix_prefix.size())) : ip_socket_address(host, port);
  if (literal) co_return Addresses{*literal};
  if (is_path) co_return literal.error();
  auto found = co_await look_up(std::move(host), port, deadline);
  co_return found;
}

std::string reason_of(const SocketAddress& address, int error) {
  const std::string where = address.family() == AF_UNIX ? "the socket" : text_of(address);
  return "cannot connect to " + where + ": " + std::generic_category().message(error);
}

/// Of connections that wait long for the other side (IDLE): one that died without a word is noticed within
/// two minutes. Only here: a listener's clients may be phones, whose radios should sleep.
void probe_early(int socket) {
  constexpr std::array<std::pair<int, int>, 3> seconds_and_count{
      {{TCP_KEEPIDLE, 60}, {TCP_KEEPINTVL, 15}, {TCP_KEEPCNT, 4}}};
  for (const auto& [option, value] : seconds_and_count)
    ::setsockopt(socket, IPPROTO_TCP, option, &value, sizeof value);  // a UNIX socket refuses, and needs none
}

Task<base::Result<std::unique_ptr<Stream>>> connect_one(SocketAddress address, Deadline deadline) {
  const auto loop = co_await asio::this_coro::executor;
  base::Descriptor socket(::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) co_return base::fail(Errc::gone, reason_of(address, errno));
  probe_early(socket.get());
  if (::connect(socket.get(), address.get(), address.length) == 0)
    co_return open_stream(loop, std::move(socket));
  if (errno != EINPROGRESS) co_return base::fail(Errc::gone, reason_of(address, errno));
  base::Descriptor again(::fcntl(socket.get(), F_DUPFD_CLOEXEC, 0));
  if (!again) co_return base::fail(Errc::gone, reason_of(address, errno));
  {
    Readiness pending(loop, std::move(again));
    co_await pending.until(Readiness::Want::write, deadline);
  }
  int error = 0;
  socklen_t length = sizeof error;
  ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &length);
  if (error != 0) co_return base::fail(Errc::gone, reason_of(address, error));
  SocketAddress remote{.length = sizeof(sockaddr_storage)};
  if (::getpeername(socket.get(), remote.get(), &remote.length) != 0)
    co_return base::fail(Errc::timed_out, reason_of(address, ETIMEDOUT));
  co_return open_stream(loop, std::move(socket));
}

}  // namespace

Task<base::Result<std::unique_ptr<Stream>>> connect(std::string host, std::uint16_t port, Deadline deadline) {
  const auto addresses = co_await addresses_of(std::move(host), port, deadline);
  if (!addresses) co_return addresses.error();
  base::Error last{Errc::gone, "the name has no address"};
  for (std::size_t i = 0; i < addresses->size(); ++i) {
    // The time left is shared out evenly, so that one dead address does not take all of it.
    const auto now = Clock::now();
    const auto share = (deadline - now) / static_cast<int>(addresses->size() - i);
    auto stream = co_await connect_one((*addresses)[i], now + share);
    if (stream) co_return std::move(*stream);
    last = stream.error();
    if (Clock::now() >= deadline) break;
  }
  co_return last;
}

}  // namespace net
