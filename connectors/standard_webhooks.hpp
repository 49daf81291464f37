// Signatures of Standard Webhooks 1.0.0 (HMAC-SHA256, "v1").
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/octets.hpp"
#include "base/result.hpp"

namespace connectors {

/// The keys in `text`: one or two secrets, `whsec_` + base64 of 24 to 64 octets, separated by a space. Two
/// while a secret is being replaced: both sign.
base::Result<std::vector<base::Octets>> parse_webhook_secrets(std::string_view text);

/// The value of webhook-signature: `v1,BASE64` for each key, separated by spaces. `seconds` since 1970, of
/// this try.
std::string webhook_signature(const std::vector<base::Octets>& keys, std::string_view id,
                              std::int64_t seconds, std::string_view body);

}  // namespace connectors
