// A connected byte stream: TCP, UNIX socket, TLS over either, or memory (tests).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/result.hpp"
#include "net/task.hpp"
#include "net/wait.hpp"

namespace net {

class TlsContext;

/// What the listener or connector knows of the other end.
struct Peer {
  std::string address;  ///< IP address as text; "" over a UNIX socket or in memory
  std::uint16_t port = 0;
  std::string local_address;
  std::uint16_t local_port = 0;
  bool loopback = false;       ///< 127/8, ::1, a UNIX socket, or memory
  std::int64_t unix_uid = -1;  ///< user at the other end of a UNIX socket (SO_PEERCRED); -1 for all others
};

/// One end of a byte stream. Belongs to one loop. Every failure of the peer is a value: Errc::gone or
/// Errc::timed_out.
class Stream {
 public:
  virtual ~Stream() = default;

  /// At least one octet into `into`, or gone / timed_out. The only operation that a deadline cancels besides
  /// wait().
  virtual Task<base::Result<std::size_t>> read(std::span<char> into, Deadline deadline) = 0;
  /// All of `octets`, or gone. Never cancelled from outside; a peer that takes nothing for the stream's write
  /// limit (30 s without progress) is closed.
  virtual Task<base::Result<void>> write(std::string octets) = 0;
  /// Until octets can be read, `wake()` is called (hint), or the deadline. Holds one operation and no buffer.
  virtual Task<Woke> wait(Deadline deadline) = 0;
  /// Ends a wait() of this stream with Woke::hint. On the stream's loop only.
  virtual void wake() noexcept = 0;
  /// From now on each wait() answers Woke::stopping at once, one that runs now too; reads and writes go on,
  /// so that a command that has begun is finished and answered. The listener calls it. On the stream's loop
  /// only.
  virtual void stop() noexcept = 0;
  [[nodiscard]] virtual bool stopping() const = 0;
  /// After stop(), when there is no more time: a read() that finds nothing answers try_later, one that runs
  /// now too, so that the session can say why it ends. On the stream's loop only.
  virtual void hasten() noexcept = 0;
  /// Server side of STARTTLS or implicit TLS. Whatever was read before it is the caller's to discard.
  virtual Task<base::Result<void>> accept_tls(TlsContext& context, Deadline deadline) = 0;
  /// Client side; checks the certificate against `server_name`.
  virtual Task<base::Result<void>> connect_tls(TlsContext& context, std::string server_name,
                                               Deadline deadline) = 0;
  [[nodiscard]] virtual bool is_tls() const = 0;
  /// True if octets of the peer have come that no read() has taken: also those that still lie in the kernel.
  /// Asks only; LMTP wants to know whether a command was here before its reply was written.
  [[nodiscard]] virtual bool has_input() = 0;
  /// Half a close: what was written still leaves; reads of the peer see the end.
  virtual void close() noexcept = 0;

  [[nodiscard]] virtual const Peer& peer() const = 0;
  /// Octets handed to the kernel since the start, and of them those that the peer's TCP has acknowledged
  /// (SIOCOUTQ; equal where that cannot be told). For "heard in band": a response counts once it is
  /// acknowledged.
  [[nodiscard]] virtual std::uint64_t written() const = 0;
  [[nodiscard]] virtual std::uint64_t acknowledged() const = 0;
  /// The loop it belongs to.
  [[nodiscard]] virtual boost::asio::any_io_executor executor() const = 0;
};

}  // namespace net
