// What a client makes by one request: an account, a device or a token, each with its credential, and
// repeatable.
#pragma once

#include <string>
#include <variant>

#include "base/clock.hpp"
#include "store/account.hpp"

namespace store {

struct NewAccount {
  Account account;       ///< id 0
  std::string verifier;  ///< of its own password; "" for none
};

struct NewDevice {
  Device device;         ///< id 0
  std::string verifier;  ///< of its password; "" for none
};

using Creation = std::variant<NewAccount, NewDevice, Credential>;

/// How a repeat of the request is recognised (the Idempotency-Key of HTTP). Committed with what was made, and
/// kept encrypted: the answer may hold a secret that is shown once.
struct Once {
  std::string key;      ///< names caller, address and the caller's key; "": nothing is remembered
  std::string request;  ///< a digest of what was asked
  std::string answer;   ///< what the caller is told, and is told again
  base::Time until;
};

struct Created {
  std::int64_t id = 0;    ///< of the account or device
  bool repeated = false;  ///< the key was known: nothing was changed
  std::string answer;     ///< of the request that made it
};

}  // namespace store
