// The messages of an event as the filters need them.

#include "notifyd/dispatch/evidence.hpp"

#include <algorithm>
#include <utility>

namespace notifyd::dispatch {
namespace {

constexpr std::uint64_t head_octets = 256 * 1024;
constexpr std::uint64_t most_octets = 64 << 20;
constexpr std::size_t most_messages = 100;

/// A message and where its octets lie.
struct Found {
  store::Subject subject;
  store::BlobRef body;
  std::string prefix;
};

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
Found new_message(const store::EventItem& item) {
  const auto& event = item.event;
  const auto uid = event.uids.empty() ? mail::Uid{} : event.uids.ranges().front().first;
  return {.subject = {.uid = uid,
                      .modseq = event.modseq,
                      .flags = event.flags,
                      .size = event.size,
                      .received = event.timestamp},
          .body = item.body,
          .prefix = item.prefix};
}

net::Task<std::vector<Found>> find(store::Store& store, const store::EventItem& item) {
  std::vector<Found> found;
  const auto& event = item.event;
  // A row pins a body only if it is about one message; that message may have no uid (it lies on another
  // server).
  const bool is_new = event.name == mail::EventName::message_new && event.uids.size() == 1;
  if (is_new || !item.body.token.empty()) {
    found.push_back(new_message(item));
    co_return found;
  }
  const auto uids = uids_of(event);
  if (uids.empty()) co_return found;
  auto messages = co_await store.messages(event.account, event.mailbox, uids);
  if (!messages) co_return found;
  for (auto& message : *messages) {
    Found one{.subject = {.uid = message.uid,
                          .modseq = message.modseq,
                          .flags = message.flags,
                          .size = message.size,
                          .received = message.received},
              .body = std::move(message.body),
              .prefix = std::move(message.prefix)};
    const auto change = std::ranges::find(event.changes, message.uid, &mail::FlagChange::uid);
    if (change != event.changes.end()) one.subject.flags = change->after;
    found.push_back(std::move(one));
  }
  co_return found;
}

}  // namespace

net::Task<Evidence> gather(store::Store& store, store::BlobStore& blobs, const store::EventItem& item,
                           Need need) {
  Evidence evidence;
  std::uint64_t octets = 0;
  auto found = co_await find(store, item);
  for (auto& one : found) {
    evidence.subjects.push_back(one.subject);
    if (need == Need::facts || one.body.token.empty() || octets >= most_octets) continue;
    const store::Range range{.length = need == Need::head ? head_octets : most_octets};
    const auto body = co_await blobs.get(one.body, range);
    if (!body) continue;
    octets += body->size();
    evidence.messages.emplace_back(one.prefix + std::string(body->view()));
    evidence.subjects.back().message = &evidence.messages.back();
  }
  co_return evidence;
}

}  // namespace notifyd::dispatch
