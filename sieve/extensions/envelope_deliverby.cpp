// "envelope-deliverby" (RFC 6009 section 5): by when the mail must have arrived (RFC 2852), by envelope.

#include <chrono>

#include "sieve/extension.hpp"
#include "sieve/moment.hpp"

namespace sieve {
namespace {

using Values = std::vector<std::string>;

const std::optional<mail::DeliverBy>& by(const Run& run) {
  return run.environment().envelope->by;  // without an envelope the test has failed already
}

Values absolute(Run& run, const Arguments& arguments) {
  if (!by(run)) return {};
  const auto wanted = arguments.has(":zone") ? zone_minutes(arguments.string(":zone")) : std::optional<int>();
  if (arguments.has(":zone") && !wanted) run.fail("envelope: :zone takes an offset such as \"+0100\"");
  return {iso8601({.time = by(run)->until, .zone_minutes = wanted ? *wanted : local_zone(by(run)->until)})};
}

Values relative(Run& run, const Arguments&) {
  if (!by(run)) return {};
  const auto left = std::chrono::floor<std::chrono::seconds>(by(run)->until - run.environment().now);
  return {std::to_string(left.count())};
}

Values mode(Run& run, const Arguments&) {
  if (!by(run)) return {};
  return {by(run)->returns ? "return" : "notify"};
}

Values trace(Run& run, const Arguments&) {
  if (!by(run)) return {};
  return {by(run)->traced ? "trace" : ""};
}

void check_zone(Check& check, const GivenTag& given) {
  const Text& zone = given.value->strings.front();
  if (zone.is_constant() && !zone_minutes(zone.constant))
    check.error(zone.span, "no time zone", "write it as \"+0100\"");
}

}  // namespace

extern const Extension envelope_deliverby_extension{
    .capability = "envelope-deliverby",
    .needs = Needs::delivery,
    .tags = {{.on = "envelope", .name = ":zone", .takes = {string("time-zone")}, .check = check_zone}},
    .envelope_parts = {{.name = "bytimeabsolute", .of = absolute},
                       {.name = "bytimerelative", .of = relative},
                       {.name = "bymode", .of = mode},
                       {.name = "bytrace", .of = trace}},
};

}  // namespace sieve
