// The receiver of a Web Push message: reads what a push service hands on (RFC 8291, RFC 8188).
#pragma once

#include <optional>
#include <string_view>

#include "base/cipher.hpp"
#include "base/digest.hpp"
#include "connectors/p256.hpp"

namespace connectors {

/// The message, or nothing if `body` is not for this key.
inline std::optional<base::Octets> read_push(std::string_view body, const P256Key& browser,
                                             std::string_view auth_secret) {
  using namespace std::string_view_literals;
  constexpr std::size_t head = 16 + 4 + 1 + 65;  // salt, record size, length of the key, the key
  if (body.size() < head || body[20] != 65) return std::nullopt;
  const auto sender = body.substr(21, 65);
  const auto secret = browser.shared_secret(sender);
  if (!secret) return std::nullopt;
  const auto expand = [](std::string_view key, const base::Octets& info, std::size_t length) {
    return base::hmac_sha256(key, info + "\x01").substr(0, length);
  };
  const auto input =
      expand(base::hmac_sha256(auth_secret, *secret),
             base::Octets("WebPush: info\0"sv) + browser.public_point() + base::Octets(sender), 32);
  const auto key = base::hmac_sha256(body.substr(0, 16), input);
  const auto plain =
      base::gcm_decrypt(expand(key, base::Octets("Content-Encoding: aes128gcm\0"sv), 16),
                        expand(key, base::Octets("Content-Encoding: nonce\0"sv), 12), body.substr(head), "");
  if (!plain || !plain->ends_with('\x02')) return std::nullopt;
  return plain->substr(0, plain->size() - 1);
}

}  // namespace connectors
