// NOTIFY and ORCPT (RFC 3461 sections 4.1 and 4.2): kept as they come, for reports and for what is passed on.

#include "store/smtp/parameter.hpp"
#include "wire/smtp/parameters.hpp"

namespace store::smtp {
namespace {

base::Result<void> notify(const std::string& value, Session& session) {
  const auto parsed = wire::smtp::parse_notify(value);
  if (!parsed) return parsed.error();
  session.transaction().next.notify = value;
  return {};
}

base::Result<void> orcpt(const std::string& value, Session& session) {
  const auto parsed = wire::smtp::parse_orcpt(value);
  if (!parsed) return parsed.error();
  session.transaction().next.original = value;
  return {};
}

}  // namespace

extern const Parameter notify_parameter{.name = "NOTIFY",
                                        .of = Parameter::Of::rcpt,
                                        .protocols = lmtp,
                                        .offered = offers_reports,
                                        .apply = notify};
extern const Parameter orcpt_parameter{
    .name = "ORCPT", .of = Parameter::Of::rcpt, .protocols = lmtp, .offered = offers_reports, .apply = orcpt};

}  // namespace store::smtp
