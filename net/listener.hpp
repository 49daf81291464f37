// Listening sockets: TCP, UNIX, or handed over by systemd; the only place that detaches a coroutine.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/log.hpp"
#include "net/budget.hpp"
#include "net/loops.hpp"
#include "net/stream.hpp"

namespace net {

struct ListenOn {
  std::string address;        ///< "127.0.0.1", "::1", "0.0.0.0", or "unix:/path"
  std::uint16_t port = 0;     ///< 0: any free port; unused for UNIX sockets
  unsigned unix_mode = 0660;  ///< permissions of a UNIX socket
  std::string unix_group;     ///< group that owns a UNIX socket; "" leaves it as it is
  int activated_fd = -1;      ///< a bound socket handed over (net/activation.hpp) instead of `address`
  int backlog = 1024;
  std::size_t limit = 20000;             ///< connections at once; further ones are closed after accept
  std::size_t limit_per_address = 1000;  ///< the same for one IPv4 address or IPv6 /64
  std::shared_ptr<Budget> budget;        ///< shared with other listeners, besides `limit`; null: none
  bool loopback_counts = false;          ///< for limit_per_address; proxies and webmail come from there
};

/// True if a Listener could be made there now.
bool can_listen(const ListenOn& where);

/// Accepts connections and runs `serve` for each on a loop of its own choice. An exception out of `serve` is
/// logged and ends that session only.
class Listener {
 public:
  using Serve = std::function<Task<>(std::unique_ptr<Stream>)>;
  /// Binds at once. Throws std::system_error with the address in its text.
  Listener(Loops& loops, ListenOn where, Serve serve, base::Log log);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  [[nodiscard]] std::uint16_t port() const;
  /// Sessions that run now.
  [[nodiscard]] std::size_t sessions() const;
  /// Starts accepting; bind and start are apart, so that privileges can be dropped and nothing is
  /// half-started.
  void start();
  /// Stops accepting, and tells every session by Stream::stop (its wait() answers Woke::stopping). Blocks
  /// until all have ended, at most `patience`; the streams of the rest are then closed, and it blocks for at
  /// most two seconds more. Not on a loop's thread, and before Loops::stop().
  void stop(std::chrono::milliseconds patience);

 private:
  struct State;
  std::shared_ptr<State>
      state_;  // shared with its accept loop and its sessions, which end after it on their loops
};

}  // namespace net
