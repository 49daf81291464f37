// The listening side of the daemon: LMTP, IMAP, ManageSieve, the HTTP API and the control socket.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "net/activation.hpp"
#include "net/loops.hpp"
#include "net/tls.hpp"
#include "notifyd/account_kinds.hpp"
#include "notifyd/api/router.hpp"
#include "notifyd/filters/delivery.hpp"
#include "notifyd/numbers.hpp"
#include "notifyd/settings.hpp"
#include "notifyd/system.hpp"
#include "store/auth/authenticator.hpp"
#include "store/event_bus.hpp"
#include "store/presence.hpp"

namespace notifyd {

/// What the servers stand on; all of it outlives them.
struct ServerParts {
  const Settings& settings;
  net::Loops& loops;
  base::Clock& clock;
  store::Store& store;
  store::BlobStore& blobs;
  store::EventBus& bus;
  store::Presence& presence;
  store::auth::Authenticator& authenticator;
  const AccountKinds& kinds;
  filters::Deposit& deposit;
  const api::Router& router;
  Numbers& numbers;
  net::TlsContext* tls = nullptr;
  std::vector<net::ActivatedSocket> sockets;  ///< bind_ports(); the servers own them
  std::function<void(std::vector<store::Item>)> leased;
  base::Log log;
};

/// `sockets` are those of systemd, named (FileDescriptorName=) lmtp, lmtp-socket, imap, imaps, managesieve,
/// api or control; each takes the place of the address in the settings. The TCP ports that are missing are
/// bound, which may need privileges that the process then gives up. Throws std::system_error.
std::vector<net::ActivatedSocket> bind_ports(const Settings& settings,
                                             std::vector<net::ActivatedSocket> sockets);

class Servers {
 public:
  /// Binds the UNIX sockets, or throws; also if a socket was handed over that no server takes.
  explicit Servers(ServerParts parts);
  ~Servers();
  Servers(const Servers&) = delete;
  Servers& operator=(const Servers&) = delete;

  void start();
  /// All at once; blocks until their sessions have ended, at most `patience`.
  void stop(std::chrono::milliseconds patience);
  [[nodiscard]] Ports ports() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

store::ScriptLimits script_limits(const Settings& settings);

}  // namespace notifyd
