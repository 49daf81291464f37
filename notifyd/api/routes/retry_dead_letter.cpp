// POST /v1/outbox/dead/{id}/retry: makes a dead letter due at once.

#include "notifyd/api/outbox_rows.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> retry_dead_letter(const Services& services, Request request) {
  return change_row(services, std::move(request), &store::Outbox::revive);
}

}  // namespace

extern const Route retry_dead_letter_route{.method = "POST",
                                           .pattern = "/v1/outbox/dead/{id}/retry",
                                           .access = Access::administrator,
                                           .run = retry_dead_letter};

}  // namespace notifyd::api
