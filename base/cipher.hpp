// Authenticated encryption: AES-GCM (NIST SP 800-38D) on libcrypto.
#pragma once

#include <optional>
#include <string_view>

#include "base/octets.hpp"

namespace base {

/// The ciphertext, then its tag of 16 octets. `key` has 16 octets (AES-128) or 32 (AES-256), `nonce` has 12
/// and must never come twice with one key. `associated` is authenticated, not encrypted.
Octets gcm_encrypt(std::string_view key, std::string_view nonce, std::string_view plain,
                   std::string_view associated);
/// Nothing if the tag does not fit.
std::optional<Octets> gcm_decrypt(std::string_view key, std::string_view nonce, std::string_view encrypted,
                                  std::string_view associated);

constexpr std::size_t cipher_key_size = 32;

/// For secrets at rest: a random nonce, then ciphertext and tag of AES-256-GCM. `key` has 32 octets.
/// `context` is bound to it: the same must be given to unseal().
Octets seal(std::string_view key, std::string_view plain, std::string_view context);
/// Nothing if the octets were not sealed under this key and context.
std::optional<Octets> unseal(std::string_view key, std::string_view sealed, std::string_view context);

}  // namespace base
