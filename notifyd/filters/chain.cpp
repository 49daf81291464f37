// Runs the scripts over one recipient's mail: reads what they ask for, and notes what they relied on.

#include "notifyd/filters/chain.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "base/text.hpp"
#include "net/on.hpp"
#include "notifyd/filters/plan.hpp"

namespace notifyd::filters {

using base::Errc;

namespace {

constexpr std::size_t large_script_octets =
    32 * 1024;  // smaller ones are checked within a millisecond or two

}  // namespace

/// Runs the scripts, and writes what they decided into the delivery.
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
  if (script) {
    one.delivery.relied_on.script = script->modseq;
  }
  if (script && !one.is_tapped) {  // else it is the notification filter, which the tap runs
    auto check = [&] { return programs_.check(script->text); };
    sieve::Checked checked;
    if (script->text.size() > large_script_octets) {
      checked = co_await net::on(parts_.pool, check);
    } else {
      checked = check();
    }
    chain.push_back({.name = "script \"" + script->name + "\"",
                     .administrative = false,
                     .script = script->name,
                     .program = checked.program});
  } else if (!script && script.error().code != Errc::not_found) {
    co_return script.error();
  }
  if (administrative->after)
    chain.push_back(
        {.name = "administrator's script after", .administrative = true, .program = administrative->after});
  co_return chain;
}

net::Task<base::Result<void>> Chain::answer(sieve::Question question, Case& one) {
  if (const auto* online = std::get_if<sieve::DeviceOnline>(&question)) {
    std::string hears = "maybe";
    if (parts_.online) hears = co_await parts_.online(one.account.id, online->name);
    one.answers[question] = std::move(hears);
    co_return base::Result<void>();
  }
  if (const auto* memory = std::get_if<sieve::Remembered>(&question)) {
    const auto known = co_await parts_.store.remembers(one.account.id, memory->key);
    if (!known) co_return known.error();
    one.delivery.relied_on.memory.emplace_back(memory->key, *known);
    one.answers[question] = *known;
    co_return base::Result<void>();
  }
  if (const auto* script = std::get_if<sieve::IncludedScript>(&question)) {
    auto program = co_await included(*script, one);
    if (!program) co_return program.error();
    one.answers[question] = std::move(*program);
    co_return base::Result<void>();
  }
  if (const auto* use = std::get_if<sieve::MailboxWithUse>(&question)) {
    const auto loaded = co_await load_mailboxes(one);
    if (!loaded) co_return loaded.error();
    one.answers[question] = mailbox_with(*use, one);
    co_return base::Result<void>();
  }
  const auto* mailbox = std::get_if<sieve::MayDeliverTo>(&question);
  if (mailbox == nullptr || parts_.foreign) {
    one.answers[question] = mailbox != nullptr ? sieve::Answer(true) : sieve::nothing_known(question);
    co_return base::Result<void>();
  }
  const auto loaded = co_await load_mailboxes(one);
  if (!loaded) co_return loaded.error();
  const std::string name = canonical_mailbox(mailbox->mailbox);
  const bool exists = one.mailboxes->contains(name);
  one.delivery.relied_on.mailboxes.emplace_back(name, exists);
  one.answers[question] = exists;
  co_return base::Result<void>();
}

/// A script that changes meanwhile is one that changed before or after the delivery: nothing is relied on.
net::Task<base::Result<std::shared_ptr<const sieve::Program>>> Chain::included(sieve::IncludedScript script,
                                                                               const Case& one) {
  if (script.global) {
    const auto administrative = administrative_.load();
    const auto found = administrative->global.find(script.name);
    co_return found != administrative->global.end() ? found->second : nullptr;
  }
  const auto stored = co_await parts_.store.script(one.account.id, script.name);
  if (!stored && stored.error().code == Errc::not_found) co_return nullptr;
  if (!stored) co_return stored.error();
  auto check = [&] { return programs_.check(stored->text); };
  if (stored->text.size() <= large_script_octets) co_return check().program;
  auto checked = co_await net::on(parts_.pool, check);
  co_return std::move(checked.program);
}

std::optional<std::string> Chain::mailbox_with(const sieve::MailboxWithUse& asked, Case& one) {
  const std::string wanted = canonical_mailbox(asked.mailbox);
  for (const auto& [name, special_use] : one.special_uses) {
    if (!base::text::same_ignoring_case(special_use, asked.use) || (!asked.mailbox.empty() && name != wanted))
      continue;
    one.delivery.relied_on.mailboxes.emplace_back(name, true);
    return name;
  }
  return std::nullopt;
}

net::Task<base::Result<void>> Chain::load_mailboxes(Case& one) {
  if (one.mailboxes) co_return base::Result<void>();
  const auto mailboxes = co_await parts_.store.mailboxes(one.account.id);
  if (!mailboxes) co_return mailboxes.error();
  one.mailboxes.emplace();
  one.special_uses.clear();
  for (const store::Mailbox& mailbox : *mailboxes) {
    one.mailboxes->insert(mailbox.name);
    if (!mailbox.special_use.empty()) one.special_uses.emplace_back(mailbox.name, mailbox.special_use);
  }
  co_return base::Result<void>();
}

}  // namespace notifyd::filters
