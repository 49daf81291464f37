// What is kept of a password: SCRAM keys (RFC 5802) in the text form of RFC 5803, which serve PLAIN too.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "wire/sasl.hpp"

namespace store::auth {

/// PBKDF2 iterations of new verifiers: RFC 5802 section 5.1 wants 4096 at least. One costs about 0.25 us of a
/// pool thread at each login that is not remembered.
constexpr unsigned least_iterations = 4096;

struct Verifier {
  wire::sasl::ScramKeys sha256;
  wire::sasl::ScramKeys sha1;
  bool operator==(const Verifier&) const = default;
};

/// `SCRAM-SHA-256$4096:salt$StoredKey:ServerKey SCRAM-SHA-1$...`, the form that Credential::verifier holds.
std::string to_text(const Verifier& verifier);
/// Nothing if `text` is not of that form.
std::optional<Verifier> parse_verifier(std::string_view text);

/// With a fresh salt. syntax: empty, longer than 1000 octets, or not in SASLprep (RFC 4013). Slow (PBKDF2
/// twice): on the pool.
base::Result<Verifier> make_verifier(std::string_view password, unsigned iterations);
/// Slow (PBKDF2 once): on the pool. Takes as long for a password that can be nobody's.
bool proves(const Verifier& verifier, std::string_view password);

/// What an unknown login seems to have: the same each time, so that neither its salt nor its time tells that
/// there is no such login. No password proves it. `secret` is kept with the store, or restarts would tell.
Verifier made_up_verifier(std::string_view login, std::string_view secret, unsigned iterations);

}  // namespace store::auth
