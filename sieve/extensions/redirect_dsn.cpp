// "redirect-dsn" (RFC 6009 section 6): which reports a redirected mail asks for (RFC 3461).

#include "base/text.hpp"
#include "sieve/extension.hpp"
#include "wire/smtp/parameters.hpp"

namespace sieve {
namespace {

void check_notify(Check& check, const GivenTag& given) {
  const Text& value = given.value->strings.front();
  if (value.is_constant() && !wire::smtp::parse_notify(value.constant))
    check.error(value.span, ":notify takes \"NEVER\", or a list such as \"FAILURE,DELAY\"",
                "the list is of SUCCESS, FAILURE and DELAY, with commas between");
}

void check_ret(Check& check, const GivenTag& given) {
  const Text& value = given.value->strings.front();
  if (value.is_constant() && !wire::smtp::parse_ret(value.constant))
    check.error(value.span, ":ret takes \"FULL\" or \"HDRS\"");
}

void notify(Redirect& action, Run& run, const Arguments& arguments) {
  const auto value = wire::smtp::parse_notify(arguments.string(":notify"));
  if (!value) run.fail("redirect: :notify: " + value.error().text);
  action.notify = wire::smtp::text(*value);
}

void ret(Redirect& action, Run& run, const Arguments& arguments) {
  const auto value = wire::smtp::parse_ret(arguments.string(":ret"));
  if (!value) run.fail("redirect: :ret: " + value.error().text);
  action.ret = *value == wire::smtp::Return::full ? "FULL" : "HDRS";
}

}  // namespace

extern const Extension redirect_dsn_extension{
    .capability = "redirect-dsn",
    .needs = Needs::delivery,
    .tags =
        {{.on = "redirect",
          .name = ":notify",
          .takes = {string("value")},
          .apply = notify,
          .check = check_notify},
         {.on = "redirect", .name = ":ret", .takes = {string("value")}, .apply = ret, .check = check_ret}},
};

}  // namespace sieve
