// SIZE (RFC 1870): refuses early what will be too large.

#include "store/smtp/parameter.hpp"
#include "wire/smtp/parameters.hpp"

namespace store::smtp {
namespace {

base::Result<void> size(const std::string& value, Session& session) {
  const auto octets = wire::smtp::parse_size(value);
  if (!octets) return octets.error();
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
