// POST /v1/outbox/dead/{id}/retry: makes a dead letter due at once.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/text.hpp"
#include "notifyd/api/answers.hpp"
#include "notifyd/api/route.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> retry_dead_letter(const Services& services, Request request) {
  const auto id = base::text::number(request.path.at("id"));
  if (!id || *id > INT64_MAX) co_return problem(404, "there is no such dead letter");
  const auto done = co_await services.outbox.revive(static_cast<std::int64_t>(*id));
  if (!done) co_return problem(done.error());
  services.poke();
  co_return no_content();
}

}  // namespace

extern const Route retry_dead_letter_route{.method = "POST",
                                           .pattern = "/v1/outbox/dead/{id}/retry",
                                           .access = Access::administrator,
                                           .run = retry_dead_letter};

}  // namespace notifyd::api
