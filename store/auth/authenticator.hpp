// The one seam through which every protocol asks who somebody is.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "store/auth/sasl_exchange.hpp"
#include "store/blobs.hpp"

namespace store::auth {

/// Shared by all servers of the process, so that they share one brute-force brake. Thread-safe. Whether a
/// mechanism may be used on a connection (TLS, loopback) is for the session to decide.
class Authenticator {
 public:
  virtual ~Authenticator() = default;
  /// Checks `login` (ADDRESS, or ADDRESS/DEVICE) and `password` (UTF-8). denied, with a text that does not
  /// tell an unknown name from a wrong password; try_later while the brake holds this peer or login off.
  /// `peer_address` is the peer's IP address, "" for a UNIX socket. A failure takes as long as the brake
  /// says.
  virtual Answer<Identity> plain(std::string login, std::string password, std::string peer_address) = 0;
  /// Names of the SASL mechanisms it can run, upper case, the strongest first.
  [[nodiscard]] virtual std::vector<std::string> mechanisms() const = 0;
  /// A new exchange (the name's case is ignored), or null if there is no such mechanism.
  [[nodiscard]] virtual std::unique_ptr<SaslExchange> start(std::string mechanism,
                                                            std::string peer_address) = 0;
};

}  // namespace store::auth
