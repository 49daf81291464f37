// What would be decided today of a message that came earlier: `filter explain --now`.

#include "notifyd/dispatch/today.hpp"

#include <utility>

namespace notifyd::dispatch {
namespace {

constexpr std::size_t most_copies = 32;  // of one message, in as many mailboxes

/// The events of one message, as its outbox row had them.
net::Task<base::Result<store::EventItem>> item_at(const Sources& sources, mail::AccountId account,
                                                  mail::ModSeq modseq) {
  const mail::ModSeq before{modseq.value > 0 ? modseq.value - 1 : 0};
  const auto changes = co_await sources.store.changes(account, before, most_copies);
  if (!changes) co_return changes.error();
  store::EventItem item;
  for (const auto& event : changes->events) {
    if (event.modseq == modseq)
      item.event = event;
    else if (item.event.modseq == modseq && event.name == item.event.name &&
             event.log_id == item.event.log_id)
      item.also.push_back(event);
  }
  if (item.event.modseq != modseq || modseq.value == 0)
    co_return base::fail(base::Errc::not_found,
                         "it lies in no mailbox: there is nothing that a device could see");
  co_return item;
}

/// Where the octets of the message lie now. False if they are not here.
net::Task<bool> find_octets(const Sources& sources, store::EventItem& item) {
  if (item.event.mailbox.value == 0 || item.event.uids.empty()) co_return false;
  auto messages = co_await sources.store.messages(item.event.account, item.event.mailbox, item.event.uids);
  if (!messages || messages->empty()) co_return false;
  item.body = std::move(messages->front().body);
  item.prefix = std::move(messages->front().prefix);
  co_return true;
}

}  // namespace

net::Task<base::Result<store::Trace>> evaluate_today(Sources sources, filters::ParseFilter parse,
                                                     mail::AccountId account, mail::ModSeq modseq) {
  auto item = co_await item_at(sources, account, modseq);
  if (!item) co_return store::Trace{{.at = sources.clock.now(), .stage = "VF", .text = item.error().text}};
  const Settings settings;
  Expander expander(sources, std::move(parse), settings);
  const auto household = co_await expander.household(account);
  if (!household) co_return household.error();
  OpenItem open;
  const auto now = sources.clock.now();
  if (household->devices.empty())
    open.trace.push_back({.at = now, .stage = "VF", .text = "the account has no devices"});
  const bool is_here = co_await find_octets(sources, *item);
  if (!is_here)
    open.trace.push_back({.at = now,
                          .stage = "VF",
                          .text = "the message is not here: filters see its flags, size and date alone"});
  open.item.account = account;
  open.item.payload = std::move(*item);
  const auto pushes = co_await expander.expand(open, *household);
  for (const auto& push : pushes)
    open.trace.push_back(
        {.at = now, .device = push.notification.device, .stage = "push", .text = "it would be pushed to"});
  co_return std::move(open.trace);
}

}  // namespace notifyd::dispatch
