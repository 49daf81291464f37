// BODY (RFC 6152): 7BIT or 8BITMIME. Octets are kept as they come either way.

#include "base/text.hpp"
#include "store/smtp/parameter.hpp"

namespace store::smtp {
namespace {

base::Result<void> body(const std::string& value, Session&) {
  const bool known =
      base::text::same_ignoring_case(value, "7BIT") || base::text::same_ignoring_case(value, "8BITMIME");
  if (!known) return base::fail(base::Errc::syntax, "BODY is 7BIT or 8BITMIME");
  return {};
}

}  // namespace

extern const Parameter body_parameter{.name = "BODY",
                                      .protocols = lmtp | submission,
                                      .keyword = [](const Settings&) { return std::string("8BITMIME"); },
                                      .apply = body};

}  // namespace store::smtp
