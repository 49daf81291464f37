// GET /v1/queue: outgoing mails that wait or could not be sent, newest first (?before=ID&limit=N).

#include <boost/json/array.hpp>

#include "notifyd/api/answers.hpp"
#include "notifyd/api/outbox_rows.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> list_queue(const Services& services, Request request) {
  const auto limit = page_limit(request);
  if (!limit) co_return problem(limit.error());
  const auto before = rows_before(request);
  if (!before) co_return problem(400, "before must be the id of a mail");
  const auto mails = co_await services.outbox.mails(*before, *limit);
  if (!mails) co_return problem(mails.error());
  boost::json::array items;
  for (const auto& one : *mails) items.push_back(to_json(one));
  boost::json::object page{{"items", items}};
  if (mails->size() == *limit) page["next"] = mails->back().id;
  co_return json(page);
}

}  // namespace

extern const Route list_queue_route{
    .method = "GET", .pattern = "/v1/queue", .access = Access::administrator, .run = list_queue};

}  // namespace notifyd::api
