// The active script of a tapped account, run as a notification filter (RFC 5442 section 2.2; RFC 5435).

#include "notifyd/tap/script.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>
#include <variant>

#include "notifyd/filters/lists.hpp"
#include "notifyd/filters/plan.hpp"
#include "sieve/extension.hpp"

namespace notifyd::tap {
namespace {

using base::Errc;

store::TraceStep step(base::Time now, std::string text) {
  return {.at = now, .stage = "NF", .text = std::move(text)};
}

}  // namespace

Judgement judged(filters::Decision decision, const filters::DailyLimits& a_day, base::Time now) {
  Judgement judgement{
      .subscriptions_apply = decision.keep, .trace = std::move(decision.trace), .failed = decision.failed()};
  for (store::TraceStep& each : judgement.trace) each.stage = "NF";
  for (filters::Chosen& chosen : decision.actions) {
    auto* notify = std::get_if<sieve::Notify>(&chosen.action);
    if (notify == nullptr) {  // fileinto, redirect: the message is worth something to its owner
      judgement.subscriptions_apply = true;
      judgement.trace.push_back(
          step(now, chosen.cause + ": the mail lies on another server and is left where it is"));
    } else if (!notify->device.empty()) {
      judgement.device_allowance = filters::allowance(a_day, notify->scheme);
      judgement.notifies.push_back({.device = std::move(notify->device),
                                    .message = std::move(notify->text),
                                    .importance = std::to_string(notify->importance),
                                    .cause = std::move(chosen.cause)});
    } else if (!notify->endpoints.empty()) {
      std::ranges::move(filters::uri_notifies(*notify, chosen.cause, a_day),
                        std::back_inserter(judgement.uri_notifies));
    } else {
      judgement.trace.push_back(
          step(now, chosen.cause + ": no mail leaves for a watched mailbox; the notification is dropped"));
    }
  }
  if (!judgement.subscriptions_apply)
    judgement.trace.push_back(step(now, "the script discards the message: subscriptions do not apply"));
  return judgement;
}

NotificationScript::NotificationScript(const Surroundings& around)
    : around_(around), scripts_(around.engine_of, cached_octets, around.pool) {}

net::Task<base::Result<Judgement>> NotificationScript::judge(Watched who, mail::Message message,
                                                             base::ByteCount size) {
  const auto script = co_await around_.store.script(who.account, "");
  if (!script && script.error().code == Errc::not_found) co_return Judgement{};
  if (!script) co_return script.error();
  auto program = co_await scripts_.of(who.address).program(script->text);
  const std::vector<filters::Stage> stages{
      {.name = filters::stage_name(script->name), .script = script->name, .program = std::move(program)}};
  const sieve::Environment environment{
      .account = who.address, .now = around_.clock.now(), .size = size, .items = &around_.items};
  sieve::Answers answers;
  std::uint64_t tried = 0;
  for (;;) {
    auto decided = filters::decide(stages, message, environment, answers, &tried);
    if (auto* decision = std::get_if<filters::Decision>(&decided))
      co_return judged(std::move(*decision), around_.a_day(who.address), environment.now);
    const auto question = std::get<sieve::Question>(std::move(decided));
    auto said = co_await std::visit([&](const auto& asked) { return answer(asked, who); }, question);
    if (!said) co_return said.error();
    answers[question] = std::move(*said);
  }
}

net::Task<base::Result<bool>> NotificationScript::looks_inside(Watched who) {
  const auto script = co_await around_.store.script(who.account, "");
  if (!script && script.error().code == Errc::not_found) co_return false;
  if (!script) co_return script.error();
  const auto program = co_await scripts_.of(who.address).program(script->text);
  co_return program != nullptr&& std::ranges::any_of(program->extensions, &sieve::Extension::looks_inside);
}

/// Of the foreign server's mailboxes only the one that is watched is known to be there.
NotificationScript::Reply NotificationScript::answer(sieve::MayDeliverTo asked, Watched who) const {
  co_return sieve::Answer(filters::canonical_mailbox(asked.mailbox) == who.mailbox);
}

NotificationScript::Reply NotificationScript::answer(sieve::DeviceOnline asked, Watched who) const {
  std::string hears = "maybe";
  if (around_.online) hears = co_await around_.online(who.account, std::move(asked.name));
  co_return sieve::Answer(std::move(hears));
}

NotificationScript::Reply NotificationScript::answer(sieve::ListKnown asked, const Watched& who) const {
  return filters::answer(around_.store, who.account, std::move(asked));
}
NotificationScript::Reply NotificationScript::answer(sieve::ListHolds asked, const Watched& who) const {
  return filters::answer(around_.store, who.account, std::move(asked));
}

}  // namespace notifyd::tap
