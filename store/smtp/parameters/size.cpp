// SIZE (RFC 1870): refuses early what will be too large.

#include "base/text.hpp"
#include "store/smtp/parameter.hpp"

namespace store::smtp {
namespace {

base::Result<void> size(const std::string& value, Session& session) {
  const auto octets = base::text::number(value);
  if (!octets || value.size() > 20) return base::fail(base::Errc::syntax, "SIZE takes a number of octets");
  if (*octets > session.settings().size_limit)
    return base::fail(base::Errc::too_large, "message is larger than the limit");
  return {};
}

}  // namespace

extern const Parameter size_parameter{
    .name = "SIZE",
    .protocols = lmtp | submission,
    .keyword = [](const Settings& settings) { return "SIZE " + std::to_string(settings.size_limit); },
    .apply = size};

}  // namespace store::smtp
