// Where passwords are kept. A source knows nothing of mechanisms, brakes or authorization.
#pragma once

#include <optional>
#include <string>

#include "store/auth/login.hpp"
#include "store/auth/sasl_exchange.hpp"
#include "store/auth/verifier.hpp"
#include "store/blobs.hpp"

namespace store::auth {

/// What a SCRAM exchange needs: the keys, and who it will be if they are proved.
struct Keys {
  Identity identity;
  Verifier verifier;
};

/// Thread-safe. Each answer takes the same time whether the login exists or not.
class PasswordSource {
 public:
  virtual ~PasswordSource() = default;
  /// Who it is, or nothing: not known here, or the password is wrong.
  virtual Answer<std::optional<Identity>> check(Login login, std::string password) = 0;
  /// True if it keeps verifiers, so that SCRAM can be offered.
  [[nodiscard]] virtual bool has_keys() const = 0;
  /// Nothing if the login is not known here or has no verifier.
  virtual Answer<std::optional<Keys>> keys(Login login) = 0;
};

}  // namespace store::auth
