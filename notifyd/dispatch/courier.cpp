// Carries pushes to their devices.
//
// Invariant: a lane exists exactly while its coroutine runs, and `Destination::pushes` counts what lies in
// lanes and is being sent for it, so that neither a lane nor a destination goes while something refers to it.

#include "notifyd/dispatch/courier.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "base/at_end.hpp"
#include "net/loops.hpp"
#include "notifyd/dispatch/backoff.hpp"

namespace notifyd::dispatch {

using connectors::Outcome;

namespace {

constexpr auto longest_rate_wait = std::chrono::seconds(5);

std::string_view word(Outcome::Verdict verdict) {
  switch (verdict) {
    case Outcome::delivered:
      return "delivered";
    case Outcome::try_later:
      return "try later";
    case Outcome::never:
      return "never";
  }
  return "";
}

net::Task<> sleep_for(base::Time::duration time) {
  co_await net::sleep_until(std::chrono::steady_clock::now() + time);
}

}  // namespace

Courier::Courier(Means means, base::Log log)
    : means_(std::move(means)),
      log_(std::move(log)),
      destinations_(means_.settings),
      in_flight_(means_.settings.in_flight) {}

connectors::Channel* Courier::channel_of(const Push& push) const {
  const auto found = means_.channels.find(push.notification.target.kind);
  return found == means_.channels.end() ? nullptr : found->second.get();
}

std::string Courier::destination_of(const Push& push) const {
  const auto* channel = channel_of(push);
  return channel == nullptr ? "" : channel->destination(push.notification.target);
}

void Courier::hand_over(Push push) {
  auto& destination = destinations_.of(destination_of(push));
  const LaneKey key{.device = push.device, .row = push.device.value == 0 ? push.open->item.ticket.id : 0};
  const auto lane = lanes_.find(key);
  const bool is_new = lane == lanes_.end();
  // What was held comes together as one push, however much it is.
  const bool line_is_full =
      !push.held && !is_new && lane->second.pushes.size() >= means_.settings.device_line;
  if (line_is_full || destination.pushes >= means_.settings.destination_line || destination.rests()) {
    Together alone;
    alone.push_back(std::move(push));
    if (destination.rests())
      postpone(alone, Tried::yes, "its destination does not answer");
    else
      postpone(alone, Tried::no, "too many wait for its destination");
    return;
  }
  ++destination.pushes;
  lanes_[key].pushes.push_back(std::move(push));
  if (is_new) means_.group.start(run(key));
}

net::Task<> Courier::run(LaneKey key) {
  auto& lane = lanes_.at(key);
  while (!lane.pushes.empty() && !stopping_) {
    if (lane.pushes.front().held) co_await sleep_for(means_.settings.gather);
    co_await carry(take_from(lane));
  }
  for (const auto& left : lane.pushes) --destinations_.of(destination_of(left)).pushes;
  lanes_.erase(key);
}

Courier::Together Courier::take_from(Lane& lane) {
  Together together;
  // A device that has registered anew meanwhile hears at both places.
  const auto belongs = [&](const Push& push) {
    return push.held && push.notification.target == together.front().notification.target;
  };
  do {
    together.push_back(std::move(lane.pushes.front()));
    lane.pushes.pop_front();
  } while (together.front().held && !lane.pushes.empty() && belongs(lane.pushes.front()));
  return together;
}

net::Task<> Courier::carry(Together together) {
  auto& destination = destinations_.of(destination_of(together.front()));
  const base::AtEnd done([&destination, count = together.size()] { destination.pushes -= count; });
  auto* channel = channel_of(together.front());
  if (channel == nullptr) {
    const Outcome outcome{.verdict = Outcome::never, .reason = "this server has no channel of its kind"};
    conclude(together, outcome);
  } else {
    co_await send(std::move(together), *channel, destination);
  }
}

net::Task<> Courier::send(Together together, connectors::Channel& channel, Destination& destination) {
  const auto now = means_.clock.now();
  const auto usable = destination.rate.take(now, longest_rate_wait);
  if (!usable) {
    postpone(together, Tried::no, "the rate limit of its destination is reached");
    co_return;
  }
  if (*usable > now) co_await sleep_for(*usable - now);
  co_await destination.slots.acquire();
  const base::AtEnd slot([&destination] { destination.slots.release(); });
  co_await in_flight_.acquire();
  const base::AtEnd flight([this] { in_flight_.release(); });
  ++destination.in_flight;
  const base::AtEnd landed([&destination] { --destination.in_flight; });
  const bool may = co_await may_send(together, destination);
  if (!may) co_return;
  auto notification = together.back().notification;
  notification.events = static_cast<std::uint32_t>(together.size());
  const auto outcome = co_await ask(channel, std::move(notification));
  count(together.back().notification.target.kind, outcome.verdict);
  destination.failures = outcome.verdict == Outcome::try_later ? destination.failures + 1 : 0;
  if (outcome.remember) co_await remember(together.back(), *outcome.remember);
  conclude(together, outcome);
}

/// False if nothing is left to be sent: the process stops, the destination has stopped answering, or all
/// leases are lost.
net::Task<bool> Courier::may_send(Together& together, Destination& destination) {
  if (stopping_) co_return false;
  if (destination.failures >= 5 && destination.in_flight > 1) {
    postpone(together, Tried::yes, "its destination does not answer");
    co_return false;
  }
  Together ours;
  for (auto& push : together) {
    const bool holds = co_await means_.ledger.holds(*push.open);
    if (holds)
      ours.push_back(std::move(push));
    else
      means_.ledger.close_one(*push.open);
  }
  together = std::move(ours);
  if (together.empty() || stopping_) co_return false;
  if (together.back().notification.expires > means_.clock.now()) co_return true;
  const Outcome expired{.verdict = Outcome::never, .reason = "it expired before it could be sent"};
  conclude(together, expired);
  co_return false;
}

/// The machine's own failures (memory, libcrypto) are "later": the one place where they are caught for a
/// push.
net::Task<Outcome> Courier::ask(connectors::Channel& channel, connectors::Notification notification) {
  try {
    co_return co_await channel.send(std::move(notification));
  } catch (const std::exception& failure) {
    log_.error("connector_failed", {{"reason", failure.what()}});
  }
  co_return Outcome{.verdict = Outcome::try_later, .reason = "the connector failed"};
}

void Courier::conclude(Together& together, const Outcome& outcome) {
  write_log(together.back().notification, outcome);
  const std::string others =
      together.size() > 1 ? " (with " + std::to_string(together.size() - 1) + " others in one)" : "";
  for (auto& push : together) {
    Outcome own = outcome;
    own.reason += others;
    end(push, own);
  }
}

void Courier::postpone(Together& together, Tried tried, const std::string& why) {
  for (auto& push : together) end(push, {.verdict = Outcome::try_later, .reason = why}, tried);
}

base::Time Courier::due_again(const store::Item& item, const Outcome& outcome, Tried tried) const {
  const auto& settings = means_.settings;
  const Backoff backoff{.first = settings.first_retry, .longest = settings.longest_retry};
  const auto now = means_.clock.now();
  if (tried == Tried::no) return next_turn(backoff, item.created, now, means_.chance());
  return next_try(backoff, item.failures, outcome.again_after, now, means_.chance());
}

void Courier::end(Push& push, const Outcome& outcome, Tried tried) {
  auto& open = *push.open;
  std::string text = outcome.reason;
  std::optional<store::Split> split;
  if (outcome.verdict == Outcome::never) {
    split = store::Split{.device = push.device, .verdict = store::Dead{.reason = outcome.reason}};
    if (outcome.device_gone && push.device.value != 0)
      open.retirements.push_back({open.item.account, push.device, outcome.reason});
  } else if (outcome.verdict == Outcome::try_later) {
    const auto due = due_again(open.item, outcome, tried);
    if (due < push.notification.expires) {
      split = store::Split{
          .device = push.device,
          .verdict = store::RetryAt{.due = due, .reason = outcome.reason, .tried = tried == Tried::yes}};
    } else {
      text = "expired; last: " + outcome.reason;
      split = store::Split{.device = push.device, .verdict = store::Dead{.reason = text}};
    }
  }
  open.note(means_.clock.now(), push.notification.device, "push",
            std::string(word(outcome.verdict)) + ": " + text);
  if (split) open.splits.push_back(std::move(*split));
  means_.ledger.close_one(open);
}

net::Task<> Courier::remember(Push push, std::string extra) {
  std::string failed;
  try {
    const auto devices = co_await means_.store.devices(push.open->item.account);
    if (!devices) co_return;
    const auto found = std::ranges::find(*devices, push.device, &store::Device::id);
    if (found == devices->end() || !found->channel) co_return;
    store::Device device = *found;
    device.channel->extra = std::move(extra);
    const auto kept = co_await means_.store.put_device(std::move(device));
    if (!kept) failed = kept.error().text;
  } catch (const std::exception& failure) {
    failed = failure.what();
  }
  if (!failed.empty())
    log_.warn("registration_not_updated", {{"device", push.device.value}, {"reason", failed}});
}

void Courier::count(const std::string& kind, Outcome::Verdict verdict) const {
  if (means_.metrics == nullptr) return;
  const base::Metrics::Labels labels{{"kind", kind}, {"outcome", std::string(word(verdict))}};
  means_.metrics->counter("push_sends_total", "Pushes sent, by kind of channel and outcome", labels).add();
}

/// Never the endpoint, a token, a number or content.
void Courier::write_log(const connectors::Notification& notification, const Outcome& outcome) const {
  log_.info("push", {{"log_id", notification.log_id},
                     {"account", notification.account},
                     {"device", notification.device},
                     {"kind", notification.target.kind},
                     {"id", notification.id},
                     {"outcome", word(outcome.verdict)},
                     {"reason", outcome.reason}});
}

}  // namespace notifyd::dispatch
