// "envelope-dsn" (RFC 6009 section 4): what the sender asked about reports (RFC 3461), by envelope.

#include <algorithm>

#include "base/text.hpp"
#include "sieve/extension.hpp"
#include "wire/smtp/parameters.hpp"

namespace sieve {
namespace {

using Values = std::vector<std::string>;

const mail::Envelope& envelope(const Run& run) {
  return *run.environment().envelope;  // without one the test has failed already
}

/// The recipient that led here; null if he is none of the envelope's.
const mail::Recipient* recipient(const Run& run) {
  const auto& all = envelope(run).recipients;
  const auto found = std::ranges::find(all, run.environment().recipient, &mail::Recipient::address);
  return found == all.end() ? nullptr : &*found;
}

Values notify(Run& run, const Arguments&) {
  const auto* to = recipient(run);
  if (to == nullptr || to->notify.empty()) return {};
  Values conditions;
  for (const auto word : base::text::split(to->notify, ',')) conditions.push_back(base::text::uppered(word));
  return conditions;
}

Values original(Run& run, const Arguments&) {
  const auto* to = recipient(run);
  if (to == nullptr || to->original.empty()) return {};
  const auto parsed = wire::smtp::parse_orcpt(to->original);
  return parsed ? Values{parsed->type + ';' + parsed->address} : Values{};
}

Values ret(Run& run, const Arguments&) {
  const auto& value = envelope(run).ret;
  return value.empty() ? Values{} : Values{base::text::uppered(value)};
}

Values identifier(Run& run, const Arguments&) {
  const auto& value = envelope(run).envid;
  const auto parsed = wire::smtp::parse_envid(value);
  return value.empty() || !parsed ? Values{} : Values{*parsed};
}

}  // namespace

extern const Extension envelope_dsn_extension{
    .capability = "envelope-dsn",
    .needs = Needs::delivery,
    .envelope_parts = {{.name = "notify", .of = notify},
                       {.name = "orcpt", .of = original},
                       {.name = "ret", .of = ret},
                       {.name = "envid", .of = identifier}},
};

}  // namespace sieve
