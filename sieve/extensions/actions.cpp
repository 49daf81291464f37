// Actions of the core (RFC 5228 section 4): keep, discard, redirect.

#include "base/text.hpp"
#include "sieve/addresses.hpp"
#include "sieve/enclosed.hpp"
#include "sieve/extension.hpp"

namespace sieve {
namespace {

void keep(Run& run, const Arguments& arguments) {
  run.perform(Keep{}, arguments);
  run.cancel_implicit_keep();
}

void discard(Run& run, const Arguments& arguments) {
  run.perform(Discard{}, arguments);
  run.cancel_implicit_keep();
}

void check_redirect(Check& check, Statement& statement) {
  const Text& address = statement.given.positional[0]->strings.front();
  if (address.is_constant() && !outbound_address(address.constant))
    check.error(address.span, "not an address to redirect to",
                "write \"user@example.org\"; lists and groups are not allowed");
}

// Section 4.2: a message that has come by here before, or has gone through too many servers, is in a loop. By
// whichever of his addresses it comes again, the mark names the owner's primary one.
void refuse_loop(Run& run) {
  Fields& fields = unenclosed_fields(run);  // as that is sent
  if (fields.count("Received") > run.limits().received_fields)
    run.fail("redirect: the message has passed " + std::to_string(fields.count("Received")) +
             " servers and is taken for a loop");
  if (run.host() != nullptr) return;  // it knows by which addresses the owner goes, and drops the mail itself
  const std::string& self = run.environment().account;
  for (const auto value : fields.values(-1, redirect_trace))
    if (!self.empty() && base::text::same_ignoring_case(value, self))
      run.fail("redirect: this account has redirected the message before");
}

void redirect(Run& run, const Arguments& arguments) {
  const auto written = arguments.string("address");
  const auto address = outbound_address(written);
  if (!address) run.fail("redirect: \"" + std::string(written) + "\" is no address");
  refuse_loop(run);
  const auto* envelope = run.environment().envelope;
  const bool null_sender = envelope != nullptr && envelope->sender.empty();
  run.perform(Redirect{.address = *address, .null_sender = null_sender}, arguments);
  if (!arguments.has(":copy")) run.cancel_implicit_keep();
}

}  // namespace

extern const Extension actions_extension{
    .capability = "",
    .always = true,
    .commands =
        {
            {.name = "keep", .perform = keep},
            {.name = "discard", .perform = discard},
            {.name = "redirect",
             .takes = {string("address")},
             .needs = Needs::delivery,
             .check = check_redirect,
             .perform = redirect},
        },
};

}  // namespace sieve
