// Bearer tokens of the HTTP API, and passwords that we make ourselves. Shown once, kept hashed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "store/store.hpp"

namespace store::auth {

/// A fresh secret: what its owner is shown, and what is kept.
struct Token {
  std::string shown;     ///< "nfd_" and 32 random octets in base64url
  std::string verifier;  ///< hex SHA-256 of `shown`
};
Token make_token();

/// What Credential::verifier holds for a token that somebody shows.
std::string token_verifier(std::string_view shown);

/// The credential of a token, or nothing. 256 random bits need no brake.
Answer<std::optional<Credential>> check_token(Store& store, std::string shown);

/// A password for a device: 20 letters and digits that are not mistaken for each other, in groups of five
/// (97 bits).
std::string make_password();

}  // namespace store::auth
