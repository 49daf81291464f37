// Web Push message encryption (RFC 8291 section 3, RFC 8188 section 2).

#include "connectors/aes128gcm.hpp"

#include "base/cipher.hpp"
#include "base/digest.hpp"
#include "base/text.hpp"

namespace connectors {
namespace {

using namespace std::string_view_literals;

/// HKDF-Expand for one block (RFC 5869 section 2.3).
base::Octets expand(std::string_view key, base::Octets info, std::size_t length) {
  info += '\x01';
  return base::hmac_sha256(key, info).substr(0, length);
}

struct RecordKeys {
  base::Octets key;
  base::Octets nonce;
};

/// RFC 8291 section 3.4. `secret` is the ECDH of the two keys.
RecordKeys derive(const SubscriptionKeys& keys, std::string_view sender_public, std::string_view secret,
                  std::string_view salt) {
  const auto mixed = base::hmac_sha256(keys.auth_secret, secret);
  const auto input = expand(
      mixed, base::Octets("WebPush: info\0"sv) + keys.user_agent_public + base::Octets(sender_public), 32);
  const auto pseudo_random_key = base::hmac_sha256(salt, input);
  return {.key = expand(pseudo_random_key, base::Octets("Content-Encoding: aes128gcm\0"sv), 16),
          .nonce = expand(pseudo_random_key, base::Octets("Content-Encoding: nonce\0"sv), 12)};
}

}  // namespace

base::Result<SubscriptionKeys> parse_subscription_keys(std::string_view text) {
  const auto space = text.find(' ');
  if (space == std::string_view::npos) return base::fail(base::Errc::syntax, "expected p256dh and auth");
  auto point = base::text::from_base64(text.substr(0, space));
  auto auth = base::text::from_base64(text.substr(space + 1));
  if (!point || !P256Key::is_point(*point))
    return base::fail(base::Errc::syntax,
                      "p256dh must be the base64url of an uncompressed P-256 point (65 octets)");
  if (!auth || auth->size() != 16)
    return base::fail(base::Errc::syntax, "auth must be the base64url of 16 octets");
  return SubscriptionKeys{.user_agent_public = std::move(*point), .auth_secret = std::move(*auth)};
}

base::Result<base::Octets> encrypt_push(std::string_view message, const SubscriptionKeys& keys,
                                        const P256Key& sender, std::string_view salt) {
  if (message.size() > longest_push_message)
    return base::fail(base::Errc::too_large, "the message has more than 3993 octets");
  const auto secret = sender.shared_secret(keys.user_agent_public);
  if (!secret) return secret.error();
  const auto record_keys = derive(keys, sender.public_point(), *secret, salt);
  base::Octets body(salt);
  body += "\x00\x00\x10\x00"sv;  // record size 4096
  body += static_cast<char>(sender.public_point().size());
  body += sender.public_point();
  // RFC 8188 section 2: 02 ends the last record
  body += base::gcm_encrypt(record_keys.key, record_keys.nonce, base::Octets(message) + '\x02', "");
  return body;
}

}  // namespace connectors
