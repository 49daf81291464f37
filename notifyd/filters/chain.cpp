// Runs the scripts over one recipient's mail.

#include "notifyd/filters/chain.hpp"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

#include "net/on.hpp"
#include "notifyd/filters/error_mail.hpp"
#include "notifyd/filters/plan.hpp"

namespace notifyd::filters {

using base::Errc;

namespace {

/// Does it name a mailbox?
bool files(const Chosen& chosen) {
  return std::visit(
      [](const auto& action) {
        if constexpr (requires { action.fcc; }) return action.fcc.has_value();
        return std::is_same_v<std::remove_cvref_t<decltype(action)>, sieve::FileInto>;
      },
      chosen.action);
}

}  // namespace

/// Runs the scripts, and writes what they decided into the delivery.
net::Task<base::Result<void>> Chain::run(Shared& shared, Case& one) {
  one.delivery.relied_on = {};
  const auto administrative = administrative_.load();
  Answering answering({.store = parts_.store,
                       .scripts = scripts_.of(one.account.address),
                       .online = parts_.online,
                       .administrative = administrative,
                       .programs = parts_.programs,
                       .foreign = parts_.foreign},
                      one.account.id, one.delivery.relied_on);
  const auto chain = co_await stages(one, *administrative);
  if (!chain) co_return chain.error();
  auto decision = co_await decide_for(*chain, shared, one, answering);
  if (!decision) co_return decision.error();
  write_log(shared, *decision);
  one.failed = decision->failed();
  one.went_wrong = one.failed.has_value();
  if (!one.passed_over.empty())
    decision->trace.push_back(deposit_step(shared.envelope.received, false,
                                           one.passed_over + "; the owner's script is passed over"));
  const auto may_be_told = co_await decide_error_mail(*decision, shared.envelope.received, answering);
  if (!may_be_told) co_return may_be_told.error();
  const std::set<std::string>* mailboxes = nullptr;
  if (std::ranges::any_of(decision->actions, files)) {
    const auto names = co_await answering.mailbox_names();
    if (!names) co_return names.error();
    mailboxes = *names;
  }
  const Circumstances circumstances{.envelope = shared.envelope,
                                    .recipient = one.recipient,
                                    .account = one.account,
                                    .mailboxes = mailboxes,
                                    .sending = parts_.sending,
                                    .message = shared.message,
                                    .event = one.event ? &*one.event : nullptr};
  auto carried = carry_out(std::move(*decision), circumstances, one.delivery);
  one.went_wrong = one.went_wrong || carried.kept_instead;
  one.decide(std::move(carried.edits), std::move(carried.refusal));
  if (one.is_tapped) {
    one.delivery.tell = false;
    one.delivery.notifies.clear();
    one.delivery.uri_notifies.clear();
  }
  co_return base::Result<void>();
}

/// Without the texts of failures, which may hold words of the message.
void Chain::write_log(const Shared& shared, const Decision& decision) const {
  for (const Failure& failure : decision.administrators)
    parts_.log.warn("administrators_script_failed",
                    {{"id", shared.envelope.id}, {"script", failure.script}, {"line", failure.line}});
}

net::Task<base::Result<Decision>> Chain::decide_for(const std::vector<Stage>& stages, Shared& shared,
                                                    const Case& one, Answering& answering) {
  const auto items = environment_items(shared.envelope, one);
  const sieve::Environment environment{.envelope = one.event ? nullptr : &shared.envelope,
                                       .recipient = one.recipient.address,
                                       .account = one.account.address,
                                       .aliases = one.account.aliases,
                                       .now = shared.envelope.received,
                                       .items = &items,
                                       .flags = one.event ? &one.event->flags : nullptr,
                                       .imap_event = one.event.has_value()};
  std::uint64_t tried = 0;
  for (;;) {
    auto run = [&] { return decide(stages, shared.message, environment, answering.answers(), &tried); };
    // Who sets flags sets off as many runs as he likes: they are kept off the loops.
    auto decided = one.event ? co_await net::on(parts_.pool, run) : run();
    if (auto* decision = std::get_if<Decision>(&decided)) co_return std::move(*decision);
    const auto answered = co_await answering.find(std::get<sieve::Question>(std::move(decided)));
    if (!answered) co_return answered.error();
  }
}

/// Is the owner told of the failure? Once a day, where there is a mailbox for it.
net::Task<base::Result<void>> Chain::decide_error_mail(Decision& decision, base::Time now,
                                                       Answering& answering) const {
  if (!decision.failure || !parts_.sending.error_mail || parts_.foreign) co_return base::Result<void>();
  const sieve::Question told(sieve::Remembered{error_mail_key});
  const auto found = co_await answering.find(told);
  if (!found) co_return found.error();
  decision.owner_is_told = !std::get<bool>(answering.answers().at(told));
  if (decision.owner_is_told)
    decision.memory.push_back({.key = error_mail_key, .until = now + std::chrono::days(1)});
  co_return base::Result<void>();
}

/// RFC 5183 section 4.1, RFC 6785 section 4. The client's name is what it says of itself, which is not what
/// remote-host asks for.
sieve::Environment::Items Chain::environment_items(const mail::Envelope& envelope, const Case& one) const {
  const auto dot = parts_.sending.host.find('.');
  sieve::Environment::Items items{
      {"domain", dot == std::string::npos ? parts_.sending.host : parts_.sending.host.substr(dot + 1)},
      {"host", parts_.sending.host},
      {"location", parts_.foreign ? "MDA" : "MS"},
      {"phase", one.event ? "post" : "during"},
      {"remote-host", ""},
      {"remote-ip", envelope.client_address}};
  items.insert(parts_.items.begin(), parts_.items.end());
  if (one.event) items.insert(one.event->items.begin(), one.event->items.end());
  return items;
}

/// The chain for this account; what the user's script was is relied on.
net::Task<base::Result<std::vector<Stage>>> Chain::stages(Case& one, const Administrative& administrative) {
  if (one.event) co_return co_await stage_of_event(one);
  std::vector<Stage> chain;
  if (administrative.before)
    chain.push_back(
        {.name = "administrator's script before", .administrative = true, .program = administrative.before});
  const auto script = co_await parts_.store.script(one.account.id, "");
  if (!script && script.error().code != Errc::not_found) co_return script.error();
  if (script) one.delivery.relied_on.script = script->modseq;
  if (script && !one.is_tapped &&
      one.passed_over.empty()) {  // tapped: it is the notification filter, which the tap runs
    auto program = co_await scripts_.of(one.account.address).program(script->text);
    chain.push_back({.name = stage_name(script->name),
                     .administrative = false,
                     .script = script->name,
                     .program = std::move(program)});
  }
  if (administrative.after)
    chain.push_back(
        {.name = "administrator's script after", .administrative = true, .program = administrative.after});
  co_return chain;
}

/// Not the administrator's scripts: they are for what comes in. None if the script has gone.
net::Task<base::Result<std::vector<Stage>>> Chain::stage_of_event(Case& one) {
  const auto script = co_await parts_.store.script(one.account.id, one.event->script);
  if (!script && script.error().code != Errc::not_found) co_return script.error();
  if (!script) co_return std::vector<Stage>();
  Stage stage{.name = stage_name(script->name),
              .script = script->name,
              .program = co_await scripts_.of(one.account.address).program(script->text),
              .at = " at " + one.event->items.at("imap.cause") + " of " +
                    one.event->items.at("imap.mailbox") + " uid " +
                    std::to_string(one.delivery.existing->uid.value)};
  co_return std::vector<Stage>{std::move(stage)};
}

}  // namespace notifyd::filters
