// What tests compare with: match types, :comparator, and parts of addresses (RFC 5228 section 2.7).

#include <memory>

#include "sieve/addresses.hpp"
#include "sieve/extension.hpp"
#include "sieve/glob.hpp"

namespace sieve {
namespace {

bool is(Comparison& comparison) {
  return comparison.comparator.equal(comparison.value, comparison.key);
}

bool contains(Comparison& comparison) {
  return comparison.comparator.find(comparison.value, comparison.key) != std::string_view::npos;
}

struct Pattern final : PreparedKey {
  Pattern(std::string_view text, const Comparator& comparator) : glob(text, comparator) {
    constexpr std::size_t most_of_an_octet = 32;  // each may be a segment of its own
    memory = most_of_an_octet * text.size();
  }
  Glob glob;
};

std::unique_ptr<const PreparedKey> pattern(std::string_view key, const Comparator& comparator) {
  return std::make_unique<Pattern>(key, comparator);
}

bool matches(Comparison& comparison) {
  const auto& glob = static_cast<const Pattern&>(*comparison.prepared).glob;
  return glob.matches(comparison.value, comparison.comparator, comparison.budget, comparison.captures);
}

const MatchType is_type{.name = ":is", .match = is};
const MatchType contains_type{.name = ":contains", .needs = MatchType::Needs::substring, .match = contains};
const MatchType matches_type{
    .name = ":matches", .needs = MatchType::Needs::substring, .prepare = pattern, .match = matches};

// Section 2.7.4: an address that is not valid has neither local part nor domain. The null reverse-path is
// the empty string for every part (section 5.4).
std::optional<std::string> all(const Run& /*run*/, const mail::Address& address) {
  return whole_text(address);
}

std::optional<std::string> local_part(const Run& /*run*/, const mail::Address& address) {
  if (address.domain.empty() && !address.local.empty()) return std::nullopt;
  return address.local;
}

std::optional<std::string> domain(const Run& /*run*/, const mail::Address& address) {
  if (address.domain.empty() && !address.local.empty()) return std::nullopt;
  return address.domain;
}

const AddressPart all_part{.name = ":all", .of = all};
const AddressPart local_part_part{.name = ":localpart", .of = local_part};
const AddressPart domain_part{.name = ":domain", .of = domain};

}  // namespace

extern const Extension matching_extension{
    .capability = "",
    .always = true,
    .tags =
        {
            {.on = any_match, .name = ":is", .group = any_match, .match_type = &is_type},
            {.on = any_match, .name = ":contains", .group = any_match, .match_type = &contains_type},
            {.on = any_match, .name = ":matches", .group = any_match, .match_type = &matches_type},
            {.on = any_match,
             .name = ":comparator",
             .takes = {{.name = "comparator-name", .constant = true}}},
            {.on = any_address, .name = ":all", .group = any_address, .address_part = &all_part},
            {.on = any_address, .name = ":localpart", .group = any_address, .address_part = &local_part_part},
            {.on = any_address, .name = ":domain", .group = any_address, .address_part = &domain_part},
        },
};

}  // namespace sieve
