// Actions of the core (RFC 5228 section 4): keep, discard, redirect (also to a list, RFC 6134 section 2.3).

#include <algorithm>

#include "base/text.hpp"
#include "sieve/addresses.hpp"
#include "sieve/enclosed.hpp"
#include "sieve/extension.hpp"
#include "sieve/list_name.hpp"

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
  if (std::ranges::any_of(statement.given.tags,
                          [](const GivenTag& given) { return given.tag->name == ":list"; }))
    return;
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

mail::Address address_of(Run& run, std::string_view written) {
  const auto address = outbound_address(written);
  if (!address) run.fail("redirect: \"" + std::string(written) + "\" is no address");
  return *address;
}

// RFC 6134 section 2.3: a list that does not resolve to addresses is an error of the run.
std::vector<mail::Address> addresses_in(Run& run, const std::string& name) {
  const std::string list = list_uri(name);
  const std::size_t most = run.limits().redirects;
  const auto members = list.empty() ? std::nullopt : run.ask(ListMembers{.list = list, .most = most + 1});
  if (!members) run.fail("redirect: there is no external list \"" + name + "\" of addresses");
  if (members->empty()) run.fail("redirect: the external list \"" + name + "\" is empty");
  if (members->size() > most)
    run.fail("redirect: the external list \"" + name + "\" has more than the " + std::to_string(most) +
             " members that one message may be redirected to");
  std::vector<mail::Address> addresses;
  for (const std::string& member : *members) {
    const auto address = outbound_address(member);
    if (!address) run.fail("redirect: the external list \"" + name + "\" holds what is no address");
    addresses.push_back(*address);
  }
  return addresses;
}

void redirect(Run& run, const Arguments& arguments) {
  const std::string written(arguments.string("address"));
  const auto addresses = arguments.has(":list") ? addresses_in(run, written)
                                                : std::vector<mail::Address>{address_of(run, written)};
  refuse_loop(run);
  const auto* envelope = run.environment().envelope;
  const bool null_sender = envelope != nullptr && envelope->sender.empty();
  for (const mail::Address& address : addresses)
    run.perform(Redirect{.address = address, .null_sender = null_sender}, arguments);
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
