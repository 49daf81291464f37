// POST /v1/queue/{id}/retry: tries an outgoing mail now.

#include "notifyd/api/outbox_rows.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> retry_queued_mail(const Services& services, Request request) {
  return change_row(services, std::move(request), &store::Outbox::hasten_mail);
}

}  // namespace

extern const Route retry_queued_mail_route{.method = "POST",
                                           .pattern = "/v1/queue/{id}/retry",
                                           .access = Access::administrator,
                                           .run = retry_queued_mail};

}  // namespace notifyd::api
