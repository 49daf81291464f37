// GET /v1/accounts/{address}/mailboxes: the mailboxes, with the ids that survive a rename (RFC 8474).

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "notifyd/api/answers.hpp"
#include "notifyd/api/route.hpp"
#include "store/object_id.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> list_mailboxes(const Services& services, Request request) {
  const auto mailboxes = co_await services.store.mailboxes(request.account->id);
  if (!mailboxes) co_return problem(mailboxes.error());
  boost::json::array items;
  for (const auto& mailbox : *mailboxes)
    items.push_back(boost::json::object{{"id", store::object_id(mailbox.id)},
                                        {"name", mailbox.name},
                                        {"special_use", mailbox.special_use},
                                        {"messages", mailbox.messages},
                                        {"unseen", mailbox.unseen}});
  co_return json(boost::json::object{{"items", items}});
}

}  // namespace

extern const Route list_mailboxes_route{.method = "GET",
                                        .pattern = "/v1/accounts/{address}/mailboxes",
                                        .access = Access::account,
                                        .run = list_mailboxes};

}  // namespace notifyd::api
