// FETCH and UID FETCH (RFC 3501 sections 6.4.5 and 6.4.8).

#include "wire/imap/fetch.hpp"

#include <algorithm>
#include <utility>

#include "store/imap/batches.hpp"
#include "store/imap/command.hpp"
#include "store/imap/message_response.hpp"

namespace store::imap {
namespace {

using wire::imap::FetchItem;

constexpr std::size_t messages_at_once = 100;

struct Asked {
  mail::UidSet uids;
  std::vector<FetchItem> items;
  bool sets_seen = false;
};

bool asks(const std::vector<FetchItem>& items, FetchItem::Kind kind) {
  return std::ranges::find(items, kind, &FetchItem::kind) != items.end();
}

base::Result<Asked> read(const Selected& view, wire::imap::Arguments& arguments, bool by_uid) {
  const auto set = arguments.sequence_set();
  arguments.space();
  Asked asked{.items = wire::imap::fetch_items(arguments)};
  modifiers("FETCH", arguments);
  if (const auto ended = arguments.finish(); !ended) return ended.error();
  auto uids = view.uids_of(set, by_uid);
  if (!uids) return uids.error();
  asked.uids = std::move(*uids);
  if (by_uid && !asks(asked.items, FetchItem::Kind::uid))
    asked.items.insert(asked.items.begin(), {.kind = FetchItem::Kind::uid, .label = "UID"});
  asked.sets_seen = !view.read_only() && std::ranges::any_of(asked.items, &FetchItem::sets_seen);
  return asked;
}

/// RFC 3501 section 6.4.5: reading sets \Seen. The flags in `messages` become those after it.
net::Task<base::Result<mail::UidSet>> set_seen(Session& session, std::vector<Message>& messages) {
  StoreFlags change{.mailbox = session.selected()->id(), .flags = mail::Flags(mail::Flags::seen)};
  for (const auto& message : messages)
    if (!message.flags.has(mail::Flags::seen)) change.uids.add(message.uid);
  if (change.uids.empty()) co_return mail::UidSet();
  const auto changed = co_await session.mutate(change);
  if (!changed) co_return changed.error();
  for (auto& message : messages)
    if (change.uids.contains(message.uid)) message.flags.add(change.flags);
  co_return change.uids;
}

/// False if messages were gone.
net::Task<base::Result<bool>> fetch_some(Session& session, const Asked& asked, const mail::UidSet& uids) {
  auto messages = co_await session.store().messages(session.account(), session.selected()->id(), uids);
  if (!messages) co_return messages.error();
  bool all = messages->size() == uids.size();
  mail::UidSet seen;
  if (asked.sets_seen) {
    auto set = co_await set_seen(session, *messages);
    // On a full disk mail can be read all the same; it stays unread.
    if (!set && set.error().code != base::Errc::no_space) co_return set.error();
    if (set) seen = std::move(*set);
  }
  // A flag that changed by reading is told in the same response.
  auto with_flags = asked.items;
  if (!asks(with_flags, FetchItem::Kind::flags))
    with_flags.push_back({.kind = FetchItem::Kind::flags, .label = "FLAGS"});
  for (const auto& message : *messages) {
    const auto& items = seen.contains(message.uid) ? with_flags : asked.items;
    const bool there = co_await write_message(session, message, items);
    all = all && there;
    if (session.lost()) co_return base::fail(base::Errc::gone, "the connection is closed");
  }
  co_return all;
}

net::Task<Reply> fetch_all(Session& session, wire::imap::Arguments arguments, bool by_uid) {
  const auto asked = read(*session.selected(), arguments, by_uid);
  if (!asked) co_return failed(asked.error());
  bool all = true;
  for (const auto& uids : batches(asked->uids, messages_at_once)) {
    const auto fetched = co_await fetch_some(session, *asked, uids);
    if (!fetched) co_return failed(fetched.error());
    all = all && *fetched;
  }
  // By number the client asked for messages that it still sees (RFC 2180 section 4.1.2); by uid nothing is
  // amiss.
  if (!all && !by_uid) co_return no("EXPUNGEISSUED", "some of these messages have been expunged");
  co_return ok("fetched");
}

net::Task<Reply> fetch(Session& session, wire::imap::Arguments arguments) {
  return fetch_all(session, std::move(arguments), false);
}

net::Task<Reply> uid_fetch(Session& session, wire::imap::Arguments arguments) {
  return fetch_all(session, std::move(arguments), true);
}

}  // namespace

extern const Command fetch_command{
    .name = "FETCH", .allowed_in = selected, .run = fetch, .run_by_uid = uid_fetch, .holds_expunges = true};

}  // namespace store::imap
