// SMTPUTF8 (RFC 6531): addresses and header fields may hold UTF-8.

#include "store/smtp/parameter.hpp"

namespace store::smtp {
namespace {

base::Result<void> smtputf8(const std::string& value, Session& session) {
  if (!value.empty()) return base::fail(base::Errc::syntax, "SMTPUTF8 takes no value");
  session.transaction().envelope.smtputf8 = true;
  return {};
}

}  // namespace

extern const Parameter smtputf8_parameter{.name = "SMTPUTF8",
                                          .protocols = lmtp | submission,
                                          .keyword = [](const Settings&) { return std::string("SMTPUTF8"); },
                                          .apply = smtputf8};

}  // namespace store::smtp
