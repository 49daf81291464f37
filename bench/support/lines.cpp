// Sockets of the load programs: not blocking, so that one thread serves them all; a write waits in poll(2).

#include "bench/support/lines.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

#include <openssl/ssl.h>

namespace bench {
namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
}

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int connected_to(std::uint16_t port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) fail("socket");
  const auto address = loopback(port);
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    fail("cannot connect to port " + std::to_string(port));
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

void stop_blocking(int fd) {
  fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
}

}  // namespace

ClientTls::ClientTls() : context_(SSL_CTX_new(TLS_client_method())) {
  if (context_ == nullptr) throw std::runtime_error("no TLS");
  SSL_CTX_set_mode(context_, SSL_MODE_RELEASE_BUFFERS);
}

ClientTls::~ClientTls() {
  SSL_CTX_free(context_);
}

Lines::Lines(Loop& loop, std::uint16_t port, const ClientTls* tls, OnLine on_line)
    : loop_(loop), on_line_(std::move(on_line)), fd_(connected_to(port)) {
  if (tls != nullptr) {
    tls_ = SSL_new(tls->context());
    SSL_set_fd(tls_, fd_);
    if (SSL_connect(tls_) != 1) throw std::runtime_error("TLS handshake failed");
  }
  stop_blocking(fd_);
  loop_.watch(fd_, [this] { read_input(); });
}

Lines::~Lines() {
  loop_.forget(fd_);
  if (tls_ != nullptr) SSL_free(tls_);
  ::close(fd_);
}

/// Octets, 0 for "not now"; throws when the connection has ended.
long Lines::receive(char* into, std::size_t size) {
  if (tls_ != nullptr) {
    const int count = SSL_read(tls_, into, static_cast<int>(size));
    if (count > 0) return count;
    if (SSL_get_error(tls_, count) == SSL_ERROR_WANT_READ) return 0;
    throw std::runtime_error("the server ended a TLS connection");
  }
  const auto count = recv(fd_, into, size, 0);
  if (count > 0) return count;
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
  throw std::runtime_error("the server ended a connection");
}

void Lines::read_input() {
  std::array<char, 16384> octets;
  for (long count = 1; count > 0;) {
    count = receive(octets.data(), octets.size());
    buffer_.append(octets.data(), static_cast<std::size_t>(count));
    if (tls_ == nullptr) break;  // epoll tells again; TLS may hold more than the socket shows
  }
  std::size_t begin = 0;
  for (std::size_t end = buffer_.find("\r\n"); end != std::string::npos; end = buffer_.find("\r\n", begin)) {
    on_line_(std::string_view(buffer_).substr(begin, end - begin));
    begin = end + 2;
  }
  buffer_.erase(0, begin);
  if (buffer_.empty()) buffer_.shrink_to_fit();
}

long Lines::transmit(std::string_view octets) {
  if (tls_ != nullptr) {
    const int count = SSL_write(tls_, octets.data(), static_cast<int>(octets.size()));
    if (count > 0) return count;
    if (SSL_get_error(tls_, count) == SSL_ERROR_WANT_WRITE) return 0;
    throw std::runtime_error("the server ended a TLS connection");
  }
  const auto count = ::send(fd_, octets.data(), octets.size(), MSG_NOSIGNAL);
  if (count >= 0) return count;
  if (errno == EAGAIN || errno == EINTR) return 0;
  fail("cannot write to the server");
}

void Lines::send(std::string_view octets) {
  while (!octets.empty()) {
    const auto count = transmit(octets);
    octets.remove_prefix(static_cast<std::size_t>(count));
    if (count > 0) continue;
    pollfd writable{.fd = fd_, .events = POLLOUT, .revents = 0};
    poll(&writable, 1, 1000);
  }
}

int listen_on(std::uint16_t port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0) fail("socket");
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const auto address = loopback(port);
  if (bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 || listen(fd, 1024) != 0)
    fail("cannot listen on port " + std::to_string(port));
  return fd;
}

std::uint16_t port_of(int listener) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  if (getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0) fail("getsockname");
  return ntohs(address.sin_port);
}

}  // namespace bench
