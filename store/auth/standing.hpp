// Whether a login still stands: who is logged in is asked again when something about logins has changed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/auth/sasl_exchange.hpp"
#include "store/store.hpp"

namespace store::auth {

/// The verifier of the account itself (`device` empty) or of one of its devices, "" for none.
std::string verifier_of(const std::vector<Credential>& credentials,
                        const std::optional<mail::DeviceId>& device);

/// A short name of a verifier, for Identity::proof; "" of none.
std::string proof_of(const std::string& verifier);

/// False once the account is disabled or gone, or the password that was proved is no longer the one. Sessions
/// ask before each command and whenever they are woken: the store is read only if Store::login_changes() has
/// moved beyond Identity::as_of, which is then set. A store that cannot answer leaves the login as it is.
net::Task<bool> stands(Store& store, Identity& identity);

}  // namespace store::auth
