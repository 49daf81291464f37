// Values of the parameters of MAIL and RCPT: SIZE (RFC 1870), BODY (RFC 6152, RFC 3030), NOTIFY, ORCPT, RET
// and ENVID (RFC 3461), BY (RFC 2852).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/octets.hpp"
#include "base/result.hpp"

namespace wire::smtp {

/// RFC 1870 section 4: at most 20 digits.
base::Result<base::ByteCount> parse_size(std::string_view value);

/// What MAIL says about the octets to come.
enum class BodyType { seven_bit, eight_bit_mime, binary_mime };
base::Result<BodyType> parse_body_type(std::string_view value);
std::string_view text(BodyType type);

/// RFC 3461 section 4.1. All false: NEVER.
struct Notify {
  bool success = false;
  bool failure = false;
  bool delay = false;
  bool operator==(const Notify&) const = default;
};
base::Result<Notify> parse_notify(std::string_view value);
std::string text(const Notify& notify);

/// RFC 3461 section 4.2.
struct OriginalRecipient {
  std::string type;     ///< "rfc822", as it was written
  std::string address;  ///< decoded; printable
};
base::Result<OriginalRecipient> parse_orcpt(std::string_view value);

/// RFC 3461 section 4.3.
enum class Return { full, headers };
base::Result<Return> parse_ret(std::string_view value);

/// RFC 3461 section 4.4: the identifier decoded; printable, at most 100 octets as sent.
base::Result<std::string> parse_envid(std::string_view value);

/// RFC 2852 section 4.
struct By {
  std::int64_t seconds = 0;  ///< that are left; below zero: it is late
  bool returns = false;      ///< R, else N
  bool traced = false;       ///< T
  bool operator==(const By&) const = default;
};
/// `syntax` also for a mail that must be given back already.
base::Result<By> parse_by(std::string_view value);
std::string text(const By& by);

/// xtext of RFC 3461 section 4. What comes out may hold any octet.
base::Result<std::string> decode_xtext(std::string_view text);

}  // namespace wire::smtp
