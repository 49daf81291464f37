// What a delivery sends and tells becomes rows of the outbox.

#include "store/engines/sqlite/deliver_outbox.hpp"

#include <iterator>
#include <optional>
#include <utility>

#include "store/engines/sqlite/enqueue.hpp"

namespace store::sqlite {

const BlobRef& told_body(const Deliver& delivery) {
  return delivery.existing || delivery.targets.empty() ? delivery.body
                                                       : own_or(delivery.targets.front().body, delivery);
}

bool is_told(const AccountRow& account, const Deliver& delivery) {
  if (!delivery.tell) return false;
  return !delivery.notifies.empty() ||
         (!delivery.existing && !(delivery.targets.empty() && delivery.elsewhere.empty()) &&
          is_wanted(account, mail::EventName::message_new));
}

void queue(Transaction& tx, const AccountRow& account, const Deliver& delivery,
           std::vector<mail::Event> events, std::int64_t trace, Delivered& delivered) {
  const auto keep = [&](std::optional<Item> item) {
    if (item) delivered.leased.push_back(std::move(*item));
  };
  if (is_told(account, delivery)) {
    EventItem item{.event = std::move(events.front()),
                   .notifies = delivery.notifies,
                   .subscriptions_apply = !delivery.existing};
    if (!delivery.existing)
      item.also.assign(std::make_move_iterator(events.begin() + 1), std::make_move_iterator(events.end()));
    item.body = told_body(delivery);
    item.prefix = delivery.prefix;
    keep(enqueue(tx, account.id, std::move(item), trace));
  }
  for (const auto& outgoing : delivery.outgoing) {
    MailItem item{.sender = outgoing.sender, .recipient = outgoing.recipient};
    if (outgoing.carries_body) item.body = own_or(outgoing.body, delivery);
    item.prefix = outgoing.prefix;
    item.cause = outgoing.cause;
    item.terms = outgoing.terms;
    item.log_id = delivery.log_id;
    keep(enqueue(tx, account.id, std::move(item), trace));
  }
  for (const auto& pipe : delivery.pipes)
    keep(enqueue(tx, account.id,
                 PipeItem{.program = pipe.program,
                          .arguments = pipe.arguments,
                          .environment = pipe.environment,
                          .body = own_or(pipe.body, delivery),
                          .prefix = delivery.prefix,
                          .cause = pipe.cause,
                          .log_id = delivery.log_id},
                 trace));
  for (const auto& one : delivery.uri_notifies)
    keep(enqueue(tx, account.id, UriItem{one.notify, delivery.log_id}, trace));
}

}  // namespace store::sqlite
