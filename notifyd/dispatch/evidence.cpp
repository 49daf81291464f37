// The messages of an event as the filters need them.

#include "notifyd/dispatch/evidence.hpp"

#include <algorithm>
#include <utility>

namespace notifyd::dispatch {
namespace {

constexpr std::uint64_t head_octets = 256 * 1024;
constexpr std::uint64_t most_octets = 64 << 20;
constexpr std::size_t most_messages = 100;

mail::UidSet uids_of(const mail::Event& event) {
  mail::UidSet uids;
  std::size_t left = most_messages;
  for (const auto& range : event.uids.ranges()) {
    if (left == 0) break;
    const auto size = std::min<std::uint64_t>(range.last.value - range.first.value + std::uint64_t{1}, left);
    uids.add(range.first, mail::Uid{static_cast<std::uint32_t>(range.first.value + size - 1)});
    left -= size;
  }
  for (const auto& change : event.changes)
    if (uids.size() < most_messages) uids.add(change.uid);
  return uids;
}

/// The one new message, of which the row itself says everything.
Evidence new_message(const store::EventItem& item) {
  const auto& event = item.event;
  const auto uid = event.uids.empty() ? mail::Uid{} : event.uids.ranges().front().first;
  return {.subjects = {{.uid = uid,
                        .modseq = event.modseq,
                        .flags = event.flags,
                        .size = event.size,
                        .received = event.timestamp}},
          .origins = {{.body = item.body, .prefix = item.prefix}},
          .messages = {}};
}

}  // namespace

net::Task<Evidence> gather(store::Store& store, const store::EventItem& item) {
  const auto& event = item.event;
  // A row pins a body only if it is about one message; that message may have no uid (it lies on another
  // server).
  const bool is_new = event.name == mail::EventName::message_new && event.uids.size() == 1;
  if (is_new || !item.body.token.empty()) co_return new_message(item);
  Evidence evidence;
  const auto uids = uids_of(event);
  if (uids.empty()) co_return evidence;
  auto messages = co_await store.messages(event.account, event.mailbox, uids);
  if (!messages) co_return evidence;
  for (auto& message : *messages) {
    store::Subject subject{.uid = message.uid,
                           .modseq = message.modseq,
                           .flags = message.flags,
                           .size = message.size,
                           .received = message.received};
    const auto change = std::ranges::find(event.changes, message.uid, &mail::FlagChange::uid);
    if (change != event.changes.end()) subject.flags = change->after;
    evidence.subjects.push_back(std::move(subject));
    evidence.origins.push_back({std::move(message.body), std::move(message.prefix)});
  }
  co_return evidence;
}

net::Task<> read(store::BlobStore& blobs, Evidence& evidence, std::size_t place, Need need) {
  auto& subject = evidence.subjects[place];
  const auto& origin = evidence.origins[place];
  const bool is_enough = need == Need::facts || subject.message != nullptr || origin.body.token.empty();
  if (is_enough || evidence.octets >= most_octets) co_return;
  const auto left = most_octets - evidence.octets;
  const store::Range range{.length = need == Need::head ? std::min(head_octets, left) : left};
  const auto body = co_await blobs.get(origin.body, range);
  if (!body) co_return;
  evidence.octets += body->size();
  evidence.messages.emplace_back(origin.prefix + std::string(body->view()));
  subject.message = &evidence.messages.back();
}

}  // namespace notifyd::dispatch
