// Runs the scripts over one recipient's mail. What they ask for is in chain_answers.cpp.

#include "notifyd/filters/chain.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "notifyd/filters/plan.hpp"

namespace notifyd::filters {

net::Task<base::Result<void>> Chain::run(Shared& shared, Case& one) {
  one.delivery.relied_on = {};
  one.answers.clear();
  one.mailboxes.reset();
  auto decision = co_await decide_for(shared, one);
  if (!decision) co_return decision.error();
  const bool files = std::ranges::any_of(decision->actions, [](const Chosen& chosen) {
    return std::visit(
        [](const auto& action) {
          if constexpr (requires { action.fcc; }) return action.fcc.has_value();
          return std::is_same_v<std::remove_cvref_t<decltype(action)>, sieve::FileInto>;
        },
        chosen.action);
  });
  if (files && !parts_.foreign) {
    const auto loaded = co_await load_mailboxes(one);
    if (!loaded) co_return loaded.error();
  }
  const Circumstances circumstances{.envelope = shared.envelope,
                                    .recipient = one.recipient,
                                    .account = one.account,
                                    .mailboxes = one.mailboxes ? &*one.mailboxes : nullptr,
                                    .host = parts_.host,
                                    .may_send = parts_.may_send,
                                    .message = shared.message};
  auto carried = carry_out(std::move(*decision), circumstances, one.delivery);
  one.decide(std::move(carried.edits), std::move(carried.refusal));
  if (one.is_tapped) {
    one.delivery.tell = false;
    one.delivery.notifies.clear();
  }
  co_return base::Result<void>();
}

net::Task<base::Result<Decision>> Chain::decide_for(Shared& shared, Case& one) {
  const auto chain = co_await stages(one);
  if (!chain) co_return chain.error();
  const auto items = environment_items(shared.envelope);
  const sieve::Environment environment{.envelope = &shared.envelope,
                                       .recipient = one.recipient.address,
                                       .account = one.account.address,
                                       .aliases = one.account.aliases,
                                       .now = shared.envelope.received,
                                       .items = &items};
  for (;;) {
    auto decided = decide(*chain, shared.message, environment, one.answers);
    if (auto* decision = std::get_if<Decision>(&decided)) co_return std::move(*decision);
    const auto answered = co_await answer(std::get<sieve::Question>(std::move(decided)), one);
    if (!answered) co_return answered.error();
  }
}

/// RFC 5183 section 4.1. The client's name is what it says of itself, which is not what remote-host asks for.
std::map<std::string, std::string, std::less<>> Chain::environment_items(
    const mail::Envelope& envelope) const {
  const auto dot = parts_.host.find('.');
  return {{"domain", dot == std::string::npos ? parts_.host : parts_.host.substr(dot + 1)},
          {"host", parts_.host},
          {"location", parts_.foreign ? "MDA" : "MS"},
          {"phase", "during"},
          {"remote-host", ""},
          {"remote-ip", envelope.client_address}};
}

/// The chain for this account; what the user's script was is relied on.
net::Task<base::Result<std::vector<Stage>>> Chain::stages(Case& one) {
  const auto administrative = administrative_.load();
  std::vector<Stage> chain;
  if (administrative->before)
    chain.push_back(
        {.name = "administrator's script before", .administrative = true, .program = administrative->before});
  const auto script = co_await parts_.store.script(one.account.id, "");
  if (!script && script.error().code != base::Errc::not_found) co_return script.error();
  if (script) one.delivery.relied_on.script = script->modseq;
  if (script && !one.is_tapped) {  // else it is the notification filter, which the tap runs
    const auto checked = co_await programs_.check(script->text);
    chain.push_back({.name = "script \"" + script->name + "\"",
                     .administrative = false,
                     .script = script->name,
                     .program = checked.program});
  }
  if (administrative->after)
    chain.push_back(
        {.name = "administrator's script after", .administrative = true, .program = administrative->after});
  co_return chain;
}

}  // namespace notifyd::filters
