// Voluntary application server identification (RFC 8292), a JWT (RFC 7519) signed with ES256.

#include "connectors/vapid.hpp"

#include <boost/json.hpp>

#include "base/text.hpp"

namespace connectors {

base::Result<VapidKey> VapidKey::parse(std::string_view text) {
  const auto scalar = base::text::from_base64(text);
  if (!scalar) return base::fail(base::Errc::syntax, "not base64url");
  auto key = P256Key::of_private(*scalar);
  if (!key) return key.error();
  return VapidKey(std::move(*key));
}

std::string VapidKey::text() const {
  return base::text::base64url(key_.private_scalar());
}

std::string VapidKey::public_text() const {
  return base::text::base64url(key_.public_point());
}

std::string VapidKey::authorization(std::string_view origin, std::string_view subject, base::Time now) const {
  const auto expires =
      std::chrono::floor<std::chrono::seconds>(now + std::chrono::hours(12)).time_since_epoch().count();
  boost::json::object claims{{"aud", origin}, {"exp", expires}};
  if (!subject.empty()) claims["sub"] = subject;
  const std::string signed_part = base::text::base64url(R"({"typ":"JWT","alg":"ES256"})") + "." +
                                  base::text::base64url(boost::json::serialize(claims));
  return "vapid t=" + signed_part + "." + base::text::base64url(key_.sign(signed_part)) +
         ", k=" + public_text();
}

}  // namespace connectors
