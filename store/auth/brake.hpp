// The one brute-force brake of the process: all protocols ask and tell the same.
#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.hpp"

namespace store::auth {

struct BrakeRules {
  unsigned free_failures = 5;  ///< answered at once
  unsigned slow_failures = 6;  ///< the next ones, answered after 1, 2, 4, 8, 16, 30 s; then held off
  std::chrono::seconds longest_delay{30};
  std::chrono::minutes hold{5};       ///< for so long no password is looked at
  std::chrono::minutes forget{15};    ///< quiet for so long: failures are forgotten
  std::chrono::hours known_pair{24};  ///< how long a login from a peer is remembered as good
  std::size_t limit = 65536;          ///< entries; the one that was used least recently makes room
};

/// Counts failures by peer address (IPv6: by /64; loopback not at all, there stand proxies and webmail) and
/// by login. A peer from which this login has succeeded lately is counted by itself, so that a stranger can
/// lock out neither the owner nor a neighbour behind the same address. Names count alike whether they exist
/// or not; without a login ("", a token of the HTTP API) the peer alone counts. Thread-safe.
class Brake {
 public:
  explicit Brake(const base::Clock& clock, BrakeRules rules = {});

  /// True while nothing may be checked for them. Ask before looking at a password, and again before saying
  /// that it was right, since others may have failed meanwhile.
  [[nodiscard]] bool holds_off(std::string_view peer, std::string_view login) const;
  /// Counts a failure; returns how long its answer must be kept back.
  [[nodiscard]] std::chrono::seconds failed(std::string_view peer, std::string_view login);
  void succeeded(std::string_view peer, std::string_view login);
  /// Entries held, for the bound.
  [[nodiscard]] std::size_t size() const;

 private:
  struct Entry {
    std::string key;
    unsigned failures = 0;
    base::Time last;  ///< of its last failure or success
    base::Time held_until;
  };
  using Entries = std::list<Entry>;

  [[nodiscard]] const Entry* find(const std::string& key) const;
  Entry& touch(const std::string& key);
  void drop(const std::string& key);
  [[nodiscard]] bool is_known(std::string_view peer, std::string_view login) const;
  [[nodiscard]] bool is_held(const std::string& key) const;
  std::chrono::seconds count(const std::string& key);

  const base::Clock& clock_;
  BrakeRules rules_;
  mutable std::mutex mutex_;
  Entries entries_;  ///< the most recently used first
  std::unordered_map<std::string, Entries::iterator> by_key_;
};

/// What is counted for an IP address: itself, or the /64 of an IPv6 address; "" for loopback and UNIX
/// sockets.
std::string braked_network(const std::string& peer_address);

}  // namespace store::auth
