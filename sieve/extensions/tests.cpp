// Tests of the core (RFC 5228 section 5), but for envelope.

#include <algorithm>

#include "sieve/addresses.hpp"
#include "sieve/extension.hpp"
#include "sieve/match.hpp"
#include "sieve/selection.hpp"
#include "sieve/shown.hpp"

namespace sieve {
namespace {

// Section 5.7.
bool header(Run& run, const Arguments& arguments) {
  Match match(run, arguments);
  Selection selection(run, arguments, "header-names");
  for (const auto& name : arguments.texts("header-names"))
    for (const auto value : run.fields().values(name.slot, run.text(name)))
      if (selection.takes_next() && match.offer(value)) return true;
  return match.finish();
}

// Section 5.1. A name that comes from a variable and holds no addresses matches nothing.
bool address(Run& run, const Arguments& arguments) {
  Match match(run, arguments);
  const AddressPart* part = arguments.given().address_part;
  Selection selection(run, arguments, "header-list");
  for (const auto& name : arguments.texts("header-list")) {
    const auto field = run.text(name);
    const std::size_t fields = run.fields().bodies(name.slot, field).size();
    for (std::size_t i = 0; i < fields; ++i) {
      if (!selection.takes_next() || !holds_addresses(field)) continue;
      for (const auto& one : run.fields().addresses(name.slot, field, i)) {
        const auto value = part != nullptr ? part->of(run, one) : whole_text(one);
        if (value && match.offer(*value)) return true;
      }
    }
  }
  return match.finish();
}

void check_header(Check& check, Condition& condition) {
  check_selection(check, condition.given);
}

void check_address(Check& check, Condition& condition) {
  check_selection(check, condition.given);
  for (const auto& name : condition.given.positional[0]->strings)
    if (name.is_constant() && !holds_addresses(name.constant))
      check.error(name.span, "the field " + name.constant + " holds no addresses", "use the test header");
}

// Section 5.5.
bool exists(Run& run, const Arguments& arguments) {
  return std::ranges::all_of(arguments.texts("header-names"), [&](const Text& name) {
    const auto field = run.text(name);
    const bool there = run.fields().exists(name.slot, field);
    if (run.tracing()) run.note("  " + shown(field) + (there ? ": there" : ": not there"));
    return there;
  });
}

// Section 5.9.
bool size(Run& run, const Arguments& arguments) {
  const auto limit = arguments.number("limit");
  const bool edited = run.edits() > 0;
  const std::uint64_t octets =
      edited ? run.message().size() : run.environment().size.value_or(run.message().size());
  if (run.tracing()) run.note("  the message has " + std::to_string(octets) + " octets");
  return arguments.has(":over") ? octets > limit : octets < limit;
}

bool all_of(Run& run, const Condition& condition) {
  return std::ranges::all_of(condition.conditions, [&](const Condition& one) { return run.evaluate(one); });
}

bool any_of(Run& run, const Condition& condition) {
  return std::ranges::any_of(condition.conditions, [&](const Condition& one) { return run.evaluate(one); });
}

bool no(Run& run, const Condition& condition) {
  return !run.evaluate(condition.conditions[0]);
}

/// `decisive` in one test decides; the opposite must be known of all.
std::optional<bool> known_list(const Condition& condition, bool decisive) {
  const auto& tests = condition.conditions;
  if (std::ranges::any_of(tests, [&](const Condition& one) { return one.known == decisive; }))
    return decisive;
  if (!std::ranges::all_of(tests, [](const Condition& one) { return one.known.has_value(); }))
    return std::nullopt;
  return !decisive;
}

std::optional<bool> all_known(const Check& /*check*/, const Condition& condition) {
  return known_list(condition, false);
}

std::optional<bool> any_known(const Check& /*check*/, const Condition& condition) {
  return known_list(condition, true);
}

std::optional<bool> no_known(const Check& /*check*/, const Condition& condition) {
  const auto& known = condition.conditions[0].known;
  return known ? std::optional(!*known) : std::nullopt;
}

template <bool value>
bool constant(Run& /*run*/, const Arguments& /*arguments*/) {
  return value;
}

template <bool value>
std::optional<bool> constant_known(const Check& /*check*/, const Condition& /*condition*/) {
  return value;
}

}  // namespace

extern const Extension tests_extension{
    .capability = "",
    .always = true,
    .tests =
        {
            {.name = "address",
             .takes = {header_names("header-list"), string_list("key-list")},
             .keys = "key-list",
             .address_part = true,
             .check = check_address,
             .evaluate = address},
            {.name = "allof",
             .tests = Tests::list,
             .combine = all_of,
             .known = all_known,
             .decided_by = false},
            {.name = "anyof",
             .tests = Tests::list,
             .combine = any_of,
             .known = any_known,
             .decided_by = true},
            {.name = "exists", .takes = {header_names("header-names")}, .evaluate = exists},
            {.name = "false", .evaluate = constant<false>, .known = constant_known<false>},
            {.name = "header",
             .takes = {header_names("header-names"), string_list("key-list")},
             .keys = "key-list",
             .check = check_header,
             .evaluate = header},
            {.name = "not", .tests = Tests::one, .combine = no, .known = no_known},
            {.name = "size",
             .takes = {number("limit")},
             .tags = {{.name = ":over", .group = "limit", .demanded = true},
                      {.name = ":under", .group = "limit", .demanded = true}},
             .evaluate = size},
            {.name = "true", .evaluate = constant<true>, .known = constant_known<true>},
        },
};

}  // namespace sieve
