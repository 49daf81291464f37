// A tap's session (RFC 3501, RFC 2177): catch up from the cursor, then wait, again and again.
//
// Invariants: an event is committed in one transaction with a cursor behind its uid, so that it is entered
// once; uids are taken in rising order, whatever order the server sends them in, so that none is skipped.

#include "notifyd/tap/session.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/random.hpp"

namespace notifyd::tap {
namespace {

using client::Imap;
using dispatch::Need;

constexpr std::uint32_t messages_a_fetch = 50;
constexpr std::uint32_t messages_a_look = 10;  ///< that are looked at for their date alone

/// The first `count` uids of `uids`, which loses them.
mail::UidSet take_first(mail::UidSet& uids, std::uint32_t count) {
  mail::UidSet first;
  while (!uids.empty() && first.size() < count) {
    const mail::Uid uid = uids.ranges().front().first;
    first.add(uid);
    uids.remove(uid);
  }
  return first;
}

/// What the devices need of the octets that were fetched, which may be more because the script looks inside.
base::Body kept(const base::Body& octets, Need need) {
  if (need == Need::whole) return octets;
  const auto header = octets.view().substr(0, mail::Header(octets.view()).size());
  return header.size() == octets.size() ? octets : base::Body(std::string(header));
}

/// The last `count` uids of `uids`, which loses them.
mail::UidSet take_last(mail::UidSet& uids, std::uint32_t count) {
  mail::UidSet last;
  while (!uids.empty() && last.size() < count) {
    const mail::Uid uid = uids.ranges().back().last;
    last.add(uid);
    uids.remove(uid);
  }
  return last;
}

}  // namespace

Need need_of(const std::vector<store::Device>& devices, const filters::ParseFilter& parse) {
  Need need = Need::facts;
  for (const store::Device& device : devices) {
    if (!device.channel || !device.retired.empty()) continue;
    if (device.content == mail::Content::summary) need = std::max(need, Need::head);
    if (device.content == mail::Content::snippet) need = Need::whole;
    if (device.subscription.filter.empty()) continue;
    const auto key = parse(device.subscription.filter);
    if (!key) continue;  // hides nothing, so it needs nothing
    if (mail::needs_octets(*key)) need = std::max(need, Need::head);
    if (mail::needs_body(*key)) need = Need::whole;
  }
  return need;
}

Session::Session(const Surroundings& around, NotificationScript& script, Imap& imap, Watched who,
                 base::Log log)
    : around_(around),
      script_(script),
      imap_(imap),
      who_(std::move(who)),
      log_(std::move(log)),
      observed_(around.metrics.counter("tap_messages_total", "New messages seen on foreign servers")),
      lag_(around.metrics.timing("tap_lag_seconds", "From INTERNALDATE to the committed event")) {}

net::Task<base::Result<void>> Session::run() {
  auto cursor = co_await around_.store.cursor(who_.account, who_.mailbox);
  if (!cursor) co_return cursor.error();
  known_ = std::move(*cursor);
  while (!imap_.stopping()) {
    const auto caught_up = co_await catch_up();
    if (!caught_up) co_return caught_up.error();
    const auto waited = co_await imap_.wait();
    if (!waited) co_return waited.error();
  }
  co_await imap_.logout();
  co_return base::Result<void>();
}

/// EXAMINE each time: it shows UIDNEXT, and that UIDVALIDITY still holds.
net::Task<base::Result<void>> Session::catch_up() {
  const auto found = co_await imap_.examine(who_.mailbox);
  if (!found) co_return found.error();
  const Standing now = standing(known_, *found);
  if (now.kind == Standing::Kind::caught_up) co_return base::Result<void>();
  if (now.kind == Standing::Kind::behind) {
    const auto taken = co_await take(now.missing);
    co_return taken;
  }
  const std::vector<base::Field> fields{{"why", name_of(now.kind)},
                                        {"uid_validity", found->uid_validity.value},
                                        {"uid_next", found->uid_next.value}};
  if (now.kind == Standing::Kind::first_contact) {
    log_.info("tap_anchored", fields);
    const auto moved = co_await move_cursor(found->uid_validity, found->uid_next);
    co_return moved;
  }
  log_.warn("tap_anchored_anew", fields);
  const auto anchored = co_await anchor_anew(*found);
  co_return anchored;
}

/// The old uids mean nothing any more. From the cursor on that this commits all is as if we were behind.
net::Task<base::Result<void>> Session::anchor_anew(client::ImapMailbox found) {
  const auto first = co_await first_new(found.uid_next);
  if (!first) co_return first.error();
  const auto moved = co_await move_cursor(found.uid_validity, *first);
  if (!moved || *first == found.uid_next) co_return moved;
  const auto taken = co_await take({*first, mail::Uid{found.uid_next.value - 1}});
  co_return taken;
}

/// The lowest uid from which on every message was received after all that was told of: mail that came while
/// the mailbox was given new uids, for it is that which makes some servers say so. `uid_next` if there is
/// none.
net::Task<base::Result<mail::Uid>> Session::first_new(mail::Uid uid_next) {
  const base::Time since = known_->told_until;
  mail::Uid first = uid_next;
  if (since == base::Time{} || uid_next.value < 2) co_return first;
  const std::uint32_t lowest = uid_next.value > Imap::search_span ? uid_next.value - Imap::search_span : 1;
  auto left = co_await imap_.search({mail::Uid{lowest}, mail::Uid{uid_next.value - 1}});
  if (!left) co_return left.error();
  while (!left->empty()) {
    auto messages = co_await imap_.fetch(take_last(*left, messages_a_look), Imap::Portion::header);
    if (!messages) co_return messages.error();
    for (auto message = messages->rbegin(); message != messages->rend(); ++message) {
      if (!message->received || *message->received <= since) co_return first;
      first = message->uid;
    }
  }
  co_return first;
}

/// What stands in a cursor behind a message that was received then. INTERNALDATE is what a client gave with
/// APPEND, too: one far in the future would hide what comes until then.
base::Time Session::told_until(std::optional<base::Time> received) const {
  const base::Time now = around_.clock.now();
  const bool is_known = known_ && known_->told_until != base::Time{};
  const base::Time before = is_known ? known_->told_until : now;
  return received && *received < now + std::chrono::hours(24) ? std::max(before, *received) : before;
}

/// In windows: what a server may answer at once has a limit.
net::Task<base::Result<void>> Session::take(mail::UidRange missing) {
  for (std::uint32_t begin = missing.first.value; begin <= missing.last.value && !imap_.stopping();) {
    const std::uint32_t left = missing.last.value - begin;
    const std::uint32_t end = begin + std::min(left, Imap::search_span - 1);
    mail::UidSet uids(mail::Uid{begin}, mail::Uid{end});
    if (uids.size() > messages_a_fetch) {
      const auto found = co_await imap_.search({mail::Uid{begin}, mail::Uid{end}});
      if (!found) co_return found.error();
      uids = *found;
    }
    while (!uids.empty() && !imap_.stopping()) {
      const auto taken = co_await take_batch(take_first(uids, messages_a_fetch));
      if (!taken) co_return taken.error();
    }
    if (!uids.empty()) break;
    const auto moved = co_await move_cursor(known_->uid_validity, mail::Uid{end + 1});
    if (!moved) co_return moved.error();
    if (end == missing.last.value) break;
    begin = end + 1;
  }
  co_return base::Result<void>();
}

net::Task<base::Result<void>> Session::take_batch(mail::UidSet uids) {
  const auto need = co_await this->need();
  if (!need) co_return need.error();
  const auto looks_inside = co_await script_.looks_inside(who_);
  if (!looks_inside) co_return looks_inside.error();
  const auto portion =
      *need == Need::whole || *looks_inside ? Imap::Portion::beginning : Imap::Portion::header;
  auto messages = co_await imap_.fetch(std::move(uids), portion);
  if (!messages) co_return messages.error();
  for (client::ImapMessage& message : *messages) {
    const auto entered = co_await enter(std::move(message), *need);
    if (!entered) co_return entered.error();
  }
  co_return base::Result<void>();
}

net::Task<base::Result<Need>> Session::need() {
  const auto devices = co_await around_.store.devices(who_.account);
  if (!devices) co_return devices.error();
  co_return need_of(*devices, around_.parse_filter);
}

net::Task<base::Result<void>> Session::enter(client::ImapMessage message, Need need) {
  const base::Time now = around_.clock.now();
  mail::Event event{.name = mail::EventName::message_new,
                    .account = who_.account,
                    .mailbox_name = who_.mailbox,
                    .uid_validity = known_->uid_validity,
                    .uid_next = mail::Uid{message.uid.value + 1},
                    .uids = mail::UidSet(message.uid),
                    .flags = message.flags,
                    .size = message.size,
                    .timestamp = now,  // not INTERNALDATE: a push must not expire while we were away
                    .log_id = base::random_name()};
  store::Observe observation{.account = who_.account,
                             .cursor = {.mailbox = who_.mailbox,
                                        .uid_validity = event.uid_validity,
                                        .uid_next = event.uid_next,
                                        .told_until = told_until(message.received)}};
  const base::Body octets(std::move(message.octets).value_or(std::string()));
  base::Result<Judgement> judgement;
  if (octets.size() > 0) judgement = co_await script_.judge(who_, mail::Message(octets), message.size);
  if (!judgement) co_return judgement.error();
  observation.notifies = std::move(judgement->notifies);
  observation.device_allowance = std::move(judgement->device_allowance);
  observation.uri_notifies = std::move(judgement->uri_notifies);
  observation.subscriptions_apply = judgement->subscriptions_apply;
  observation.trace = std::move(judgement->trace);
  if (need != Need::facts && octets.size() > 0) {
    auto body = co_await around_.blobs.put(kept(octets, need));
    if (!body) co_return body.error();
    observation.body = std::move(*body);
  }
  const std::string log_id = event.log_id;
  const std::vector<base::Field> fields{{"uid", message.uid.value}, {"id", log_id}, {"size", message.size}};
  observation.events.push_back(std::move(event));
  const auto committed = co_await commit(std::move(observation));
  if (!committed) co_return committed.error();
  log_.info("tap_observed", fields);
  if (judgement->failed) filters::tell_of_failure(*judgement->failed, log_id, log_, around_.failures);
  observed_.add();
  if (message.received)
    lag_.observe(std::max(0.0, std::chrono::duration<double>(now - *message.received).count()));
  co_return base::Result<void>();
}

net::Task<base::Result<void>> Session::move_cursor(mail::UidValidity validity, mail::Uid uid_next) {
  store::Cursor cursor{.mailbox = who_.mailbox,
                       .uid_validity = validity,
                       .uid_next = uid_next,
                       .told_until = told_until(std::nullopt)};
  if (known_ == cursor) co_return base::Result<void>();
  store::Observe observation{.account = who_.account, .cursor = std::move(cursor)};
  const auto committed = co_await commit(std::move(observation));
  co_return committed;
}

net::Task<base::Result<void>> Session::commit(store::Observe observation) {
  const store::Cursor cursor = observation.cursor;
  auto observed = co_await around_.store.observe(std::move(observation));
  if (!observed) co_return observed.error();
  known_ = cursor;
  if (around_.leased) around_.leased(std::move(observed->leased));
  co_return base::Result<void>();
}

}  // namespace notifyd::tap
