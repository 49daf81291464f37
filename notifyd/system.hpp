// The daemon: started, stopped, told to reload. Of what it is made: parts.hpp.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/config.hpp"
#include "base/log.hpp"
#include "net/activation.hpp"
#include "net/loops.hpp"
#include "notifyd/api/router.hpp"
#include "notifyd/settings.hpp"

namespace notifyd {

/// Where the servers listen; 0: not at all.
struct Ports {
  std::uint16_t lmtp = 0;
  std::uint16_t imap = 0;
  std::uint16_t imaps = 0;
  std::uint16_t managesieve = 0;
  std::uint16_t api = 0;
};

/// What of the daemon runs.
enum class Roles {
  all,         ///< every role that the settings turn on
  store_only,  ///< the store and the API's routes, without a socket: the command line when no server runs
};

/// How it runs.
struct Start {
  Roles roles = Roles::all;
  /// Called, from any thread, when the disk has failed and the process should end.
  std::function<void()> broken = [] {};
  std::vector<net::ActivatedSocket> sockets;  ///< bind_ports()
};

struct Parts;

class System {
 public:
  /// Opens the store and every socket, or throws with a text for the operator: nothing is half-started.
  /// `config` is what `settings` were read from; the connectors read their tables in it.
  System(const Settings& settings, base::Config& config, Start start, base::Log log);
  ~System();
  System(const System&) = delete;
  System& operator=(const System&) = delete;

  /// Accepts connections, works the outbox off.
  void start();
  /// Drains: no new connections; sessions end at their next command; pushes under way are finished.
  void stop();
  /// Certificates and the administrator's scripts, again from their files; what cannot be used is logged, and
  /// the earlier one stays.
  void reload();

  [[nodiscard]] Ports ports() const;
  [[nodiscard]] const api::Router& router() const;
  [[nodiscard]] net::Loops& loops();
  [[nodiscard]] const std::string& administrator_token() const;

 private:
  std::unique_ptr<Parts> parts_;
};

}  // namespace notifyd
