// Voluntary application server identification: who sends a Web Push (RFC 8292).
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "connectors/p256.hpp"

namespace connectors {

/// The key that a subscription was made for; its public half is the applicationServerKey of browsers.
class VapidKey {
 public:
  static VapidKey make() { return VapidKey(P256Key::make()); }
  /// What text() gave.
  static base::Result<VapidKey> parse(std::string_view text);

  /// The private scalar as base64url. A secret.
  [[nodiscard]] std::string text() const;
  /// The public point as base64url, 87 characters.
  [[nodiscard]] std::string public_text() const;
  /// The value of Authorization: `vapid t=JWT, k=KEY` (RFC 8292 section 3). `origin` is the endpoint's,
  /// `subject` a mailto: or https: URI or "". Valid for 12 hours; the RFC allows 24.
  [[nodiscard]] std::string authorization(std::string_view origin, std::string_view subject,
                                          base::Time now) const;

 private:
  explicit VapidKey(P256Key key) : key_(std::move(key)) {}
  P256Key key_;
};

}  // namespace connectors
