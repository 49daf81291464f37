// DELETE /v1/outbox/dead/{id}: forgets a dead letter.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/text.hpp"
#include "notifyd/api/answers.hpp"
#include "notifyd/api/route.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> drop_dead_letter(const Services& services, Request request) {
  const auto id = base::text::number(request.path.at("id"));
  if (!id || *id > INT64_MAX) co_return problem(404, "there is no such dead letter");
  const auto done = co_await services.outbox.drop(static_cast<std::int64_t>(*id));
  if (!done) co_return problem(done.error());
  co_return no_content();
}

}  // namespace

extern const Route drop_dead_letter_route{.method = "DELETE",
                                          .pattern = "/v1/outbox/dead/{id}",
                                          .access = Access::administrator,
                                          .run = drop_dead_letter};

}  // namespace notifyd::api
