// BY (RFC 2852): by when it must have arrived. What lies in a mailbox has; the rest is for what is passed on.

#include "store/smtp/parameter.hpp"
#include "wire/smtp/parameters.hpp"

namespace store::smtp {
namespace {

base::Result<void> by(const std::string& value, Session& session) {
  const auto parsed = wire::smtp::parse_by(value);
  if (!parsed) return parsed.error();
  // One that is late already was told of by whoever had it when its time was over.
  session.transaction().envelope.by =
      mail::DeliverBy{.until = session.service().clock.now() + std::chrono::seconds(parsed->seconds),
                      .returns = parsed->returns,
                      .traced = parsed->traced,
                      .told = parsed->seconds <= 0};
  return {};
}

}  // namespace

extern const Parameter by_parameter{.name = "BY",
                                    .protocols = lmtp,
                                    .keyword = [](const Settings&) { return std::string("DELIVERBY"); },
                                    .offered = offers_reports,
                                    .apply = by};

}  // namespace store::smtp
