// "redirect-deliverby" (RFC 6009 section 7): by when a redirected mail must have arrived (RFC 2852).

#include <algorithm>
#include <chrono>

#include "base/text.hpp"
#include "sieve/extension.hpp"
#include "sieve/moment.hpp"

namespace sieve {
namespace {

constexpr std::uint64_t most_seconds = 999'999'999;  // RFC 2852 section 4
constexpr std::string_view time_group = ":bytimerelative or :bytimeabsolute";

/// Whichever tag comes first; without :bymode the mail is given back.
mail::DeliverBy& by(Redirect& action) {
  return action.by ? *action.by : action.by.emplace(mail::DeliverBy{.until = {}, .returns = true});
}

void relative(Redirect& action, Run& run, const Arguments& arguments) {
  const auto seconds = std::min(arguments.number(":bytimerelative"), most_seconds);
  by(action).until = run.environment().now + std::chrono::seconds(seconds);
}

void absolute(Redirect& action, Run& run, const Arguments& arguments) {
  const std::string_view written = arguments.string(":bytimeabsolute");
  const auto until = parse_iso8601(written);
  if (!until) run.fail("redirect: :bytimeabsolute: \"" + std::string(written) + "\" is no date and time");
  by(action).until = *until;
}

void check_absolute(Check& check, const GivenTag& given) {
  const Text& value = given.value->strings.front();
  if (value.is_constant() && !parse_iso8601(value.constant))
    check.error(value.span, "no date and time", "write it as \"2026-11-24T22:00:00+01:00\"");
}

bool is_return(std::string_view value) {
  return base::text::same_ignoring_case(value, "return");
}
bool is_mode(std::string_view value) {
  return is_return(value) || base::text::same_ignoring_case(value, "notify");
}

void mode(Redirect& action, Run& run, const Arguments& arguments) {
  const std::string_view value = arguments.string(":bymode");
  if (!is_mode(value)) run.fail("redirect: :bymode takes \"notify\" or \"return\"");
  by(action).returns = is_return(value);
}

void check_mode(Check& check, const GivenTag& given) {
  const Text& value = given.value->strings.front();
  if (value.is_constant() && !is_mode(value.constant))
    check.error(value.span, ":bymode takes \"notify\" or \"return\"");
}

}  // namespace

extern const Extension redirect_deliverby_extension{
    .capability = "redirect-deliverby",
    .needs = Needs::delivery,
    .tags = {{.on = "redirect",
              .name = ":bytimerelative",
              .takes = {number("rlimit")},
              .group = time_group,
              .apply = relative},
             {.on = "redirect",
              .name = ":bytimeabsolute",
              .takes = {string("alimit")},
              .group = time_group,
              .apply = absolute,
              .check = check_absolute},
             {.on = "redirect",
              .name = ":bymode",
              .takes = {string("mode")},
              .beside = time_group,
              .apply = mode,
              .check = check_mode},
             {.on = "redirect",
              .name = ":bytrace",
              .beside = time_group,
              .apply = [](Redirect& action) { by(action).traced = true; }}},
};

}  // namespace sieve
