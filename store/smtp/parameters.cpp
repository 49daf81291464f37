// The table of parameters (parameters.def) and how those of one command are taken (RFC 5321
// section 4.1.1.11).

#include <algorithm>
#include <array>

#include "store/smtp/parameter.hpp"

namespace store::smtp {

#define PARAMETER(name) extern const Parameter name##_parameter;
#include "store/smtp/parameters.def"
#undef PARAMETER

namespace {

#define PARAMETER(name) &name##_parameter,
constexpr std::array all{
#include "store/smtp/parameters.def"
};
#undef PARAMETER

}  // namespace

std::span<const Parameter* const> parameters() {
  return all;
}

bool is_offered(const Parameter& parameter, Protocol protocol, const Settings& settings) {
  return (parameter.protocols & protocol) != 0 &&
         (parameter.offered == nullptr || parameter.offered(settings));
}

base::Result<void> apply(const std::vector<wire::smtp::Parameter>& given, Parameter::Of of,
                         Session& session) {
  for (const auto& [name, value] : given) {
    const auto found = std::ranges::find_if(all, [&](const Parameter* known) {
      return known->name == name && known->of == of &&
             is_offered(*known, session.protocol(), session.settings());
    });
    if (found == all.end()) return base::fail(base::Errc::unsupported, "parameter not recognized");
    const auto applied = (*found)->apply(value, session);
    if (!applied) return applied;
  }
  return {};
}

bool may_stand(const mail::Address& address, Session& session) {
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  return session.transaction().envelope.smtputf8 ||
         (std::ranges::all_of(address.local, is_ascii) && std::ranges::all_of(address.domain, is_ascii));
}

}  // namespace store::smtp
