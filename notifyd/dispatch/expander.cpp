// From one event to the pushes it causes.
//
// The order of the decisions: the device itself (retired, no channel), VF (subscription, filter), NF (Sieve
// notify of the deposit, presence, quiet hours). A row that was split off for one device has VF behind it.

#include "notifyd/dispatch/expander.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "mail/quiet_hours.hpp"
#include "notifyd/dispatch/content.hpp"
#include "notifyd/filters/notification.hpp"

namespace notifyd::dispatch {

/// A device that may get a push, on its way through the filters.
struct Expander::Candidate {
  const store::Device* device = nullptr;
  const store::DeviceNotify* notify = nullptr;  ///< of the deposit's Sieve script
  bool subscribed = false;                      ///< its subscription wants the event, as far as decided
  std::optional<mail::SearchKey> filter;        ///< still to be passed
  std::optional<std::size_t> shown;             ///< place of the message that it may be told more of
};

namespace {

const store::EventItem& event_of(const OpenItem& open) {
  return std::get<store::EventItem>(open.item.payload);
}

/// A row of one device was split off after a failure, which counts; only a dead letter that somebody wants
/// tried again begins anew.
bool was_revived(const OpenItem& open) {
  return event_of(open).device && open.item.failures == 0;
}

/// A message that was filed into several mailboxes is heard of by who listens to one of them.
filters::Verdict covered_anywhere(const mail::Subscription& subscription, const store::EventItem& item,
                                  const std::vector<std::string>& subscribed) {
  const auto covered = [&](const mail::Event& event) {
    const bool is_subscribed = std::ranges::find(subscribed, event.mailbox_name) != subscribed.end();
    return filters::covered(subscription, event, is_subscribed);
  };
  auto verdict = covered(item.event);
  for (auto also = item.also.begin(); !verdict.passes && also != item.also.end(); ++also) {
    auto other = covered(*also);
    if (other.passes) verdict = std::move(other);
  }
  return verdict;
}

Need need_of(const mail::SearchKey& key) {
  if (mail::needs_body(key)) return Need::whole;
  return mail::needs_octets(key) ? Need::head : Need::facts;
}

}  // namespace

Expander::Expander(Sources sources, filters::ParseFilter parse, const Settings& settings)
    : sources_(sources), parse_(std::move(parse)), settings_(settings) {}

net::Task<base::Result<Household>> Expander::household(mail::AccountId id) {
  Household household;
  auto account = co_await sources_.store.account(id);
  if (!account) co_return account.error();
  household.account = std::move(*account);
  auto devices = co_await sources_.store.devices(id);
  if (!devices) co_return devices.error();
  household.devices = std::move(*devices);
  const auto asks = [](const store::Device& device) {
    return device.subscription.mailboxes.kind == mail::MailboxFilter::Kind::subscribed;
  };
  if (std::ranges::any_of(household.devices, asks)) {
    auto subscribed = co_await sources_.store.subscriptions(id);
    if (subscribed) household.subscribed = std::move(*subscribed);
  }
  co_return household;
}

std::vector<Expander::Candidate> Expander::candidates(OpenItem& open, const Household& household) {
  const auto& item = event_of(open);
  std::vector<Candidate> candidates;
  for (const auto& device : household.devices) {
    if (item.device && *item.device != device.id) continue;
    Candidate candidate{.device = &device};
    const auto notify = std::ranges::find(item.notifies, device.name, &store::DeviceNotify::device);
    if (notify != item.notifies.end()) candidate.notify = &*notify;
    if (!device.retired.empty()) {
      open.note(sources_.clock.now(), device.name, "NF", "it is retired: " + device.retired);
      continue;
    }
    if (item.device) {
      candidate.subscribed = true;
    } else if (!item.subscriptions_apply) {
      open.note(sources_.clock.now(), device.name, "VF",
                "the user's script said that subscriptions do not apply");
    } else {
      const auto verdict = covered_anywhere(device.subscription, item, household.subscribed);
      open.note(sources_.clock.now(), device.name, "VF", verdict.why);
      candidate.subscribed = verdict.passes;
    }
    if (candidate.subscribed && !device.subscription.filter.empty()) {
      auto key = parse_(device.subscription.filter);
      // A filter was checked when it was registered. One that cannot be read any more hides nothing.
      if (key)
        candidate.filter = std::move(*key);
      else if (!item.device)
        open.note(sources_.clock.now(), device.name, "VF",
                  "its filter cannot be read and is passed over: " + key.error().text);
    }
    if (candidate.subscribed || candidate.notify != nullptr) candidates.push_back(std::move(candidate));
  }
  for (const auto& notify : item.notifies)
    if (std::ranges::find(household.devices, notify.device, &store::Device::name) ==
            household.devices.end() &&
        !item.device)
      open.note(sources_.clock.now(), notify.device, "NF",
                notify.cause + ": there is no device of that name");
  return candidates;
}

/// Nobody is shown a message that his filter leaves out, since another one of the event passed it.
void Expander::pass_filter(OpenItem& open, Candidate& candidate, const Evidence& evidence) {
  const auto& subjects = evidence.subjects;
  if (!subjects.empty()) candidate.shown = 0;
  if (!candidate.filter) return;
  const auto& item = event_of(open);
  const auto seen = filters::seen(*candidate.filter, item.event, subjects, sources_.clock.now());
  if (seen.match || subjects.size() > 1) candidate.shown = seen.match;
  if (item.device) return;  // it was decided when the row was split off
  open.note(sources_.clock.now(), candidate.device->name, "VF", seen.why);
  candidate.subscribed = seen.passes;
}

bool Expander::may_push_now(OpenItem& open, const Candidate& candidate) {
  using Act = filters::Manner::Act;
  const auto& device = *candidate.device;
  const auto& event = event_of(open).event;
  const auto now = sources_.clock.now();
  if (candidate.notify != nullptr)
    open.note(sources_.clock.now(), device.name, "NF", "asked for by " + candidate.notify->cause);
  if (!device.channel) {
    open.note(sources_.clock.now(), device.name, "NF", "it has no channel: it hears in band only");
    return false;
  }
  const auto heard = sources_.presence.heard(event.account, device.id, event.modseq);
  const auto presence =
      filters::by_presence(sources_.presence.listens(event.account, device.id), heard, event.timestamp, now);
  open.note(sources_.clock.now(), device.name, "presence", presence.why);
  if (presence.act == Act::silent) return false;
  const auto quiet = filters::by_quiet_hours(device.quiet_hours, now);
  if (presence.act == Act::push && quiet.act == Act::wait)
    open.note(sources_.clock.now(), device.name, "NF", quiet.why);
  const auto& wait = presence.act == Act::wait ? presence : quiet;
  if (wait.act == Act::push) return true;
  open.splits.push_back(
      {.device = device.id, .verdict = store::RetryAt{.due = wait.until, .reason = wait.why}});
  return false;
}

Push Expander::push_for(OpenItem& open, const Candidate& candidate, const store::Account& account,
                        const store::Subject* shown) {
  const auto& device = *candidate.device;
  const auto& event = event_of(open).event;
  std::optional<base::Time> held_until;
  if (device.quiet_hours) held_until = mail::quiet_until(*device.quiet_hours, event.timestamp);
  const bool says_something = device.content != mail::Content::wake || candidate.notify != nullptr;
  const auto lifetime = says_something ? settings_.content_lifetime : settings_.wake_lifetime;
  const auto counts_from = was_revived(open) ? sources_.clock.now() : held_until.value_or(event.timestamp);
  const Occasion occasion{.account = account, .event = event, .expires = counts_from + lifetime};
  Push push{.open = &open,
            .device = device.id,
            .notification = notification_for(occasion, device, shown),
            .held = held_until.has_value()};
  if (candidate.notify != nullptr) {
    push.notification.message = candidate.notify->message;
    push.notification.importance = candidate.notify->importance;
  }
  return push;
}

net::Task<std::vector<Push>> Expander::expand(OpenItem& open, const Household& household) {
  auto candidates = this->candidates(open, household);
  const auto says_more = [](const Candidate& one) {
    return one.device->channel && one.device->content != mail::Content::wake;
  };
  Need need = Need::facts;
  for (const auto& candidate : candidates)
    if (candidate.filter) need = std::max(need, need_of(*candidate.filter));
  Evidence evidence;
  if (std::ranges::any_of(candidates, [&](const auto& one) { return one.filter || says_more(one); }))
    evidence = co_await gather(sources_.store, event_of(open));
  for (std::size_t place = 0; place < evidence.subjects.size(); ++place)
    co_await read(sources_.blobs, evidence, place, need);
  std::vector<Push> pushes;
  for (auto& candidate : candidates) {
    pass_filter(open, candidate, evidence);
    if (!candidate.subscribed && candidate.notify == nullptr) continue;
    if (!may_push_now(open, candidate)) continue;
    if (candidate.shown && says_more(candidate))
      co_await read(sources_.blobs, evidence, *candidate.shown, Need::head);
    const auto* shown = candidate.shown ? &evidence.subjects[*candidate.shown] : nullptr;
    pushes.push_back(push_for(open, candidate, household.account, shown));
  }
  co_return pushes;
}

}  // namespace notifyd::dispatch
