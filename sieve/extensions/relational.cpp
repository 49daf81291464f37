// "relational" (RFC 5231): the match types :value and :count.

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "sieve/extension.hpp"

namespace sieve {
namespace {

struct Relation {
  std::string_view name;
  bool (*holds)(int order);
};

constexpr std::array<Relation, 6> relations = {{
    {"gt", [](int order) { return order > 0; }},
    {"ge", [](int order) { return order >= 0; }},
    {"lt", [](int order) { return order < 0; }},
    {"le", [](int order) { return order <= 0; }},
    {"eq", [](int order) { return order == 0; }},
    {"ne", [](int order) { return order != 0; }},
}};

const Relation* relation(std::string_view name) {
  const auto* found = std::ranges::find_if(
      relations, [&](const Relation& one) { return base::text::same_ignoring_case(one.name, name); });
  return found == relations.end() ? nullptr : found;
}

bool accepts(std::string_view name) {
  return relation(name) != nullptr;
}

// Section 4.1: the message's value stands on the left.
bool compare(Comparison& comparison) {
  const int order = comparison.comparator.order(comparison.value, comparison.key);
  return relation(comparison.parameter)->holds(order);
}

constexpr std::string_view expects = "one of \"gt\", \"ge\", \"lt\", \"le\", \"eq\", \"ne\"";

const MatchType value_type{.name = ":value",
                           .needs = MatchType::Needs::order,
                           .accepts = accepts,
                           .expects = expects,
                           .match = compare};
const MatchType count_type{.name = ":count",
                           .needs = MatchType::Needs::order,
                           .accepts = accepts,
                           .expects = expects,
                           .counts = true,
                           .match = compare};

constexpr Parameter relational_match{.name = "relational-match", .constant = true};

}  // namespace

extern const Extension relational_extension{
    .capability = "relational",
    .tags = {{.on = any_match,
              .name = ":value",
              .takes = {relational_match},
              .group = any_match,
              .match_type = &value_type},
             {.on = any_match,
              .name = ":count",
              .takes = {relational_match},
              .group = any_match,
              .match_type = &count_type}},
};

}  // namespace sieve
