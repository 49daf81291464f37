// Signatures of Standard Webhooks 1.0.0.

#include "connectors/standard_webhooks.hpp"

#include "base/digest.hpp"
#include "base/text.hpp"

namespace connectors {

base::Result<std::vector<base::Octets>> parse_webhook_secrets(std::string_view text) {
  constexpr std::string_view prefix = "whsec_";
  std::vector<base::Octets> keys;
  for (const auto secret : base::text::split(text, ' ')) {
    if (secret.empty()) continue;
    if (!secret.starts_with(prefix)) return base::fail(base::Errc::syntax, "a secret must begin with whsec_");
    auto key = base::text::from_base64(secret.substr(prefix.size()));
    if (!key || key->size() < 24 || key->size() > 64)
      return base::fail(base::Errc::syntax, "a secret is whsec_ and the base64 of 24 to 64 octets");
    keys.push_back(std::move(*key));
  }
  if (keys.empty() || keys.size() > 2)
    return base::fail(base::Errc::syntax, "expected one secret, or two while one is replaced");
  return keys;
}

std::string webhook_signature(const std::vector<base::Octets>& keys, std::string_view id,
                              std::int64_t seconds, std::string_view body) {
  const std::string signed_octets = std::string(id) + "." + std::to_string(seconds) + "." + std::string(body);
  std::string value;
  for (const auto& key : keys) {
    if (!value.empty()) value += ' ';
    value += "v1," + base::text::base64(base::hmac_sha256(key, signed_octets));
  }
  return value;
}

}  // namespace connectors
