// GET /v1/queue/{id}: one outgoing mail.

#include "notifyd/api/answers.hpp"
#include "notifyd/api/outbox_rows.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> show_queued_mail(const Services& services, Request request) {
  const auto id = row_id(request);
  if (!id || *id == INT64_MAX) co_return problem(404, "there is no such mail in the queue");
  const auto mails = co_await services.outbox.mails(*id + 1, 1);
  if (!mails) co_return problem(mails.error());
  if (mails->empty() || mails->front().id != *id)
    co_return problem(404, "there is no such mail in the queue");
  co_return json(to_json(mails->front()));
}

}  // namespace

extern const Route show_queued_mail_route{
    .method = "GET", .pattern = "/v1/queue/{id}", .access = Access::administrator, .run = show_queued_mail};

}  // namespace notifyd::api
