// DELETE /v1/outbox/dead/{id}: forgets a dead letter.

#include "notifyd/api/outbox_rows.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> drop_dead_letter(const Services& services, Request request) {
  return change_row(services, std::move(request), &store::Outbox::drop);
}

}  // namespace

extern const Route drop_dead_letter_route{.method = "DELETE",
                                          .pattern = "/v1/outbox/dead/{id}",
                                          .access = Access::administrator,
                                          .run = drop_dead_letter};

}  // namespace notifyd::api
