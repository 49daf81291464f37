// Authenticated encryption of short secrets: AES-256-GCM (NIST SP 800-38D) on libcrypto.
#pragma once

#include <optional>
#include <string_view>

#include "base/octets.hpp"

namespace base {

constexpr std::size_t cipher_key_size = 32;

/// Nonce, ciphertext and tag. `key` has 32 octets. `context` is bound to it: the same must be given to
/// unseal().
Octets seal(std::string_view key, std::string_view plain, std::string_view context);
/// Nothing if the octets were not sealed under this key and context.
std::optional<Octets> unseal(std::string_view key, std::string_view sealed, std::string_view context);

}  // namespace base
