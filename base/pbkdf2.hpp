// Keys out of passwords: PBKDF2 (RFC 8018 section 5.2) over HMAC (RFC 2104), as SCRAM uses them.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/octets.hpp"

namespace base {

enum class Hash : std::uint8_t { sha1, sha256 };

Octets digest(Hash hash, std::string_view octets);
Octets hmac(Hash hash, std::string_view key, std::string_view octets);

/// As many octets as `hash` has (SCRAM's Hi(), RFC 5802 section 2.2). Slow on purpose: about half a
/// microsecond an iteration, so never on an event loop.
Octets pbkdf2(Hash hash, std::string_view password, std::string_view salt, unsigned iterations);

}  // namespace base
