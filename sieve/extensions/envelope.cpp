// "envelope" (RFC 5228 section 5.4): the addresses of the SMTP transaction.

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "base/text.hpp"
#include "sieve/extension.hpp"
#include "sieve/match.hpp"

namespace sieve {
namespace {

/// "auth" is Pigeonhole's: whose mail it is.
bool is_known_part(std::string_view name) {
  return std::ranges::any_of(std::array<std::string_view, 3>{"from", "to", "auth"},
                             [&](auto known) { return base::text::same_ignoring_case(name, known); });
}

/// Nothing for an owner whose account is no address.
std::optional<mail::Address> address_of(const Run& run, std::string_view part) {
  const Environment& environment = run.environment();
  if (base::text::same_ignoring_case(part, "from")) return environment.envelope->sender;
  if (base::text::same_ignoring_case(part, "to")) return environment.recipient;
  const auto owner = mail::parse_address(environment.account);
  return owner ? std::optional(*owner) : std::nullopt;
}

void check_envelope(Check& check, Condition& condition) {
  for (const auto& part : condition.given.positional[0]->strings)
    if (part.is_constant() && !is_known_part(part.constant))
      check.error(part.span, "unknown envelope part \"" + part.constant + '"',
                  "\"from\", \"to\" and \"auth\" are known");
}

bool envelope(Run& run, const Arguments& arguments) {
  if (run.environment().envelope == nullptr) run.fail("envelope: this message came without one");
  Match match(run, arguments);
  const AddressPart* part = arguments.given().address_part;
  for (const auto name : arguments.strings("envelope-part")) {
    if (!is_known_part(name)) run.fail("envelope: unknown part \"" + std::string(name) + '"');
    const bool from = base::text::same_ignoring_case(name, "from");
    const auto address = address_of(run, name);
    if (!address || (!from && address->empty()))
      continue;  // not known: unlike the sender, a recipient is never null
    const auto value = part != nullptr ? part->of(run, *address) : address->text();
    // The null reverse-path is "", whatever the part; for :count it is no address (RFC 5231 section 4.2).
    if (value && match.offer(*value, address->empty() ? 0 : 1)) return true;
  }
  return match.finish();
}

}  // namespace

extern const Extension envelope_extension{
    .capability = "envelope",
    .needs = Needs::delivery,
    .tests = {{.name = "envelope",
               .takes = {string_list("envelope-part"), string_list("key-list")},
               .keys = "key-list",
               .address_part = true,
               .check = check_envelope,
               .evaluate = envelope}},
};

}  // namespace sieve
