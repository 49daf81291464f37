// "envelope" (RFC 5228 section 5.4): the addresses of the SMTP transaction.

#include <algorithm>
#include <optional>
#include <string_view>

#include "base/text.hpp"
#include "sieve/addresses.hpp"
#include "sieve/extension.hpp"
#include "sieve/match.hpp"

namespace sieve {
namespace {

/// "auth" is Pigeonhole's: whose mail it is.
bool is_address(std::string_view name) {
  using base::text::same_ignoring_case;
  return same_ignoring_case(name, "from") || same_ignoring_case(name, "to") ||
         same_ignoring_case(name, "auth");
}

/// Nothing where it is not known, and for an owner whose account is no address.
std::optional<mail::Address> address_of(const Run& run, std::string_view part) {
  const Environment& environment = run.environment();
  if (base::text::same_ignoring_case(part, "from"))
    return environment.sender_known ? std::optional(environment.envelope->sender) : std::nullopt;
  if (base::text::same_ignoring_case(part, "to")) return environment.recipient;
  const auto login = mail::parse_address(environment.login.value_or(environment.account));
  if (login) return *login;
  return environment.login ? std::optional(mail::Address{.local = *environment.login, .domain = {}})
                           : std::nullopt;
}

// RFC 6009 sections 4 and 5: the other parts are no addresses.
void check_envelope(Check& check, Condition& condition) {
  for (const auto& part : condition.given.positional[0]->strings) {
    if (!part.is_constant() || is_address(part.constant)) continue;
    if (check.envelope_part(part.constant, part.span) != nullptr && condition.given.address_part != nullptr)
      check.error(part.span, "\"" + part.constant + "\" is no address",
                  "it has no " + std::string(condition.given.address_part->name));
  }
}

const EnvelopePart* part_named(const Run& run, std::string_view name) {
  for (const Extension* extension : run.program().extensions)
    for (const EnvelopePart& part : extension->envelope_parts)
      if (base::text::same_ignoring_case(part.name, name)) return &part;
  return nullptr;
}

bool match_part(Run& run, const Arguments& arguments, std::string_view name, Match& match) {
  const EnvelopePart* part = part_named(run, name);
  if (part == nullptr) run.fail("envelope: unknown part \"" + std::string(name) + '"');
  if (arguments.given().address_part != nullptr)
    run.fail("envelope: \"" + std::string(name) + "\" is no address");
  const auto values = part->of(run, arguments);
  return std::ranges::any_of(values, [&](const std::string& value) { return match.offer(value); });
}

bool envelope(Run& run, const Arguments& arguments) {
  if (run.environment().envelope == nullptr) run.fail("envelope: this message came without one");
  Match match(run, arguments);
  const AddressPart* part = arguments.given().address_part;
  for (const auto name : arguments.strings("envelope-part")) {
    if (!is_address(name)) {
      if (match_part(run, arguments, name, match)) return true;
      continue;
    }
    const bool from = base::text::same_ignoring_case(name, "from");
    const auto address = address_of(run, name);
    if (!address || (!from && address->empty()))
      continue;  // not known: unlike the sender, a recipient is never null
    const auto value = part != nullptr ? part->of(run, *address) : whole_text(*address);
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
