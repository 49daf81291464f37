// Web Push message encryption (RFC 8291) in the content coding aes128gcm (RFC 8188).
#pragma once

#include <string_view>

#include "base/octets.hpp"
#include "base/result.hpp"
#include "connectors/p256.hpp"

namespace connectors {

/// The most that fits into the one record of 4096 octets that every push service must take (RFC 8291 section
/// 4).
constexpr std::size_t longest_push_message = 3993;

/// The keys of a subscription, decoded: p256dh (65 octets) and auth (16 octets).
struct SubscriptionKeys {
  base::Octets user_agent_public;
  base::Octets auth_secret;
};

/// `p256dh` and `auth` separated by a space, each base64url.
base::Result<SubscriptionKeys> parse_subscription_keys(std::string_view text);

/// The request body: header, then one record. `sender` must be a fresh key and `salt` 16 fresh random octets
/// for each message. too_large beyond longest_push_message; syntax if the subscription's key is no point on
/// the curve.
base::Result<base::Octets> encrypt_push(std::string_view message, const SubscriptionKeys& keys,
                                        const P256Key& sender, std::string_view salt);

}  // namespace connectors
