// Digests, HMAC and constant-time comparison, on OpenSSL's libcrypto.
#pragma once

#include <memory>
#include <string_view>

#include "base/octets.hpp"

namespace base {

Octets sha256(std::string_view octets);
Octets sha1(std::string_view octets);
Octets hmac_sha256(std::string_view key, std::string_view octets);

/// True if equal; takes the same time wherever they differ. Lengths are not secret.
bool same_secret(std::string_view a, std::string_view b);

/// SHA-256 over octets that come in pieces.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void add(std::string_view octets);
  /// The 32 octets; once only.
  Octets finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace base
