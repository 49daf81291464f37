// RET and ENVID (RFC 3461 sections 4.3 and 4.4): kept as they come, for reports and for what is passed on.

#include "store/smtp/parameter.hpp"
#include "wire/smtp/parameters.hpp"

namespace store::smtp {
namespace {

base::Result<void> ret(const std::string& value, Session& session) {
  const auto parsed = wire::smtp::parse_ret(value);
  if (!parsed) return parsed.error();
  session.transaction().envelope.ret = value;
  return {};
}

base::Result<void> envid(const std::string& value, Session& session) {
  const auto parsed = wire::smtp::parse_envid(value);
  if (!parsed) return parsed.error();
  session.transaction().envelope.envid = value;
  return {};
}

}  // namespace

extern const Parameter ret_parameter{.name = "RET",
                                     .protocols = lmtp,
                                     .keyword = [](const Settings&) { return std::string("DSN"); },
                                     .offered = offers_reports,
                                     .apply = ret};
extern const Parameter envid_parameter{
    .name = "ENVID", .protocols = lmtp, .offered = offers_reports, .apply = envid};

}  // namespace store::smtp
