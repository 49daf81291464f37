// One TLS connection (RFC 8446) over a non-blocking descriptor, without waiting: each call says what it
// needs.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "net/tls.hpp"

struct ssl_st;

namespace net {

/// How far a call on a non-blocking descriptor came.
enum class Step { done, want_read, want_write, gone };
struct Moved {
  Step step = Step::gone;
  std::size_t octets = 0;
};

/// OpenSSL drives the descriptor itself and gives its record buffers back when they are empty: 14 KiB for an
/// idle connection, where a pair of memory BIOs takes 70. The descriptor must outlive it.
class TlsSession {
 public:
  static std::unique_ptr<TlsSession> accepting(const TlsContext& context, int fd);
  /// `server_name` is a DNS name or an IP address; it is sent as SNI (names only) and checked.
  static std::unique_ptr<TlsSession> connecting(const TlsContext& context, int fd,
                                                const std::string& server_name);
  ~TlsSession();
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  Moved handshake();
  Moved read(std::span<char> into);
  Moved write(std::string_view octets);
  /// done with 1 if decrypted octets can be read; consumes nothing.
  Moved peek();
  /// Sends close_notify if the handshake was finished; does not wait for the peer's.
  void shut_down() noexcept;

  /// After a handshake that ended in gone: why, and whether it was the peer's certificate.
  [[nodiscard]] const std::string& reason() const { return reason_; }
  [[nodiscard]] bool refused_certificate() const { return refused_certificate_; }
  /// Octets of TLS records handed to the kernel.
  [[nodiscard]] std::uint64_t written() const;

 private:
  TlsSession(const TlsContext& context, int fd);
  Moved moved(int result, std::size_t octets);

  struct Free {
    void operator()(ssl_st* ssl) const;
  };
  std::unique_ptr<ssl_st, Free> ssl_;
  std::string reason_;
  bool refused_certificate_ = false;
  bool broken_ = false;  ///< a fatal error: OpenSSL forbids every further call, SSL_shutdown too
};

}  // namespace net
