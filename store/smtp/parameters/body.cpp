// BODY (RFC 6152): 7BIT or 8BITMIME. Octets are kept as they come either way.

#include "store/smtp/parameter.hpp"
#include "wire/smtp/parameters.hpp"

namespace store::smtp {
namespace {

base::Result<void> body(const std::string& value, Session&) {
  const auto type = wire::smtp::parse_body_type(value);
  if (!type) return type.error();
  if (*type == wire::smtp::BodyType::binary_mime)  // RFC 3030 section 3: needs a server that offers it
    return base::fail(base::Errc::syntax, "BODY is 7BIT or 8BITMIME");
  return {};
}

}  // namespace

extern const Parameter body_parameter{.name = "BODY",
                                      .protocols = lmtp | submission,
                                      .keyword = [](const Settings&) { return std::string("8BITMIME"); },
                                      .apply = body};

}  // namespace store::smtp
