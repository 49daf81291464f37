// One SASL exchange (RFC 4422) as a server runs it: octets in, octets out, and who it was in the end.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "base/octets.hpp"
#include "base/result.hpp"
#include "mail/ids.hpp"
#include "net/task.hpp"

namespace store::auth {

/// Who logged in.
struct Identity {
  mail::AccountId account;
  std::string address;                   ///< primary address of the account, lower case
  std::optional<mail::DeviceId> device;  ///< logged in as ADDRESS/DEVICE with that device's own password
  bool administrator = false;
  std::string proof;        ///< proof_of() the verifier that was proved, "" if it is not in the store
  std::uint64_t as_of = 0;  ///< Store::login_changes() before all this was looked up
};

/// Octets for the client (not yet base64); the exchange goes on with what it answers.
struct Challenge {
  base::Octets octets;
};

/// It has succeeded. `final_octets` must still reach the client if they are there (RFC 4422 section 3.3,
/// SCRAM's server signature): a protocol without a place for them sends them as one more challenge, takes an
/// empty response, and is then done.
struct Done {
  Identity identity;
  std::optional<base::Octets> final_octets;
};

/// A step that is an Error ends the exchange: denied (wrong name or password, the text does not say which),
/// syntax (not in the mechanism's grammar), try_later (too many failures from here; a passing condition).
using SaslStep = base::Result<std::variant<Challenge, Done>>;

/// One exchange of one session. Belongs to the session's loop; may wait for the store and for the pool.
class SaslExchange {
 public:
  virtual ~SaslExchange() = default;
  /// `response`: the decoded octets of the client. First call: its initial response, or nothing if it sent
  /// none (then the answer is the initial challenge, empty for mechanisms in which the client speaks first).
  /// Not called again after Done or an Error; a client that cancels is simply not stepped again.
  virtual net::Task<SaslStep> step(std::optional<base::Octets> response) = 0;
};

}  // namespace store::auth
