// A connection to a loopback port that speaks lines, plain or TLS.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "bench/support/loop.hpp"

struct ssl_ctx_st;
struct ssl_st;

namespace bench {

/// TLS of a client that verifies nothing: what is measured is the server.
class ClientTls {
 public:
  ClientTls();
  ~ClientTls();
  ClientTls(const ClientTls&) = delete;
  ClientTls& operator=(const ClientTls&) = delete;
  [[nodiscard]] ssl_ctx_st* context() const { return context_; }

 private:
  ssl_ctx_st* context_;
};

/// Owns the socket. Throws std::runtime_error when it cannot connect, and from the loop when the server hangs
/// up: a load that loses a connection has measured nothing.
class Lines {
 public:
  using OnLine = std::function<void(std::string_view)>;

  /// `tls` null: plain.
  Lines(Loop& loop, std::uint16_t port, const ClientTls* tls, OnLine on_line);
  ~Lines();
  Lines(const Lines&) = delete;
  Lines& operator=(const Lines&) = delete;

  /// Waits until the kernel has taken all of it.
  void send(std::string_view octets);

 private:
  void read_input();
  long receive(char* into, std::size_t size);
  long transmit(std::string_view octets);

  Loop& loop_;
  OnLine on_line_;
  int fd_;
  ssl_st* tls_ = nullptr;
  std::string buffer_;
};

/// A listening socket on a loopback port (0: any free one), not blocking.
int listen_on(std::uint16_t port);
std::uint16_t port_of(int listener);

}  // namespace bench
