// Keys on the curve P-256: ECDH for Web Push encryption, ES256 for VAPID, on libcrypto.
#pragma once

#include <memory>
#include <string_view>

#include "base/octets.hpp"
#include "base/result.hpp"

struct evp_pkey_st;

namespace connectors {

/// A private key and its public point. Copies share the key, which is immutable. Thread-safe.
class P256Key {
 public:
  static P256Key make();
  /// `scalar`: 32 octets, big-endian, in [1, n).
  static base::Result<P256Key> of_private(std::string_view scalar);

  /// True for 65 octets beginning with 04 that are a point on the curve.
  static bool is_point(std::string_view octets);

  /// Uncompressed, 65 octets beginning with 04.
  [[nodiscard]] const base::Octets& public_point() const { return point_; }
  /// 32 octets.
  [[nodiscard]] base::Octets private_scalar() const;
  /// ECDH with a public point of 65 octets: 32 octets; `syntax` if it is no point on the curve.
  [[nodiscard]] base::Result<base::Octets> shared_secret(std::string_view peer_point) const;
  /// ES256 (RFC 7518 section 3.4): r and s, 32 octets each, which is not the DER form that libcrypto makes.
  [[nodiscard]] base::Octets sign(std::string_view octets) const;
  /// True if `signature` is the ES256 signature of `octets` by the key whose public point this is.
  static bool verify(std::string_view point, std::string_view octets, std::string_view signature);

 private:
  explicit P256Key(std::shared_ptr<evp_pkey_st> key);

  std::shared_ptr<evp_pkey_st> key_;  // shared by the copies
  base::Octets point_;
};

}  // namespace connectors
