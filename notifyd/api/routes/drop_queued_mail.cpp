// DELETE /v1/queue/{id}: takes an outgoing mail off the queue; its sender is not told.

#include "notifyd/api/outbox_rows.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> drop_queued_mail(const Services& services, Request request) {
  return change_row(services, std::move(request), &store::Outbox::drop_mail);
}

}  // namespace

extern const Route drop_queued_mail_route{.method = "DELETE",
                                          .pattern = "/v1/queue/{id}",
                                          .access = Access::administrator,
                                          .run = drop_queued_mail};

}  // namespace notifyd::api
