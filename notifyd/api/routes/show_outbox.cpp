// GET /v1/outbox: how much waits, and since when.

#include <boost/json/object.hpp>

#include "mail/date.hpp"
#include "notifyd/api/answers.hpp"
#include "notifyd/api/route.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> show_outbox(const Services& services, Request /*request*/) {
  const auto stats = co_await services.outbox.stats();
  if (!stats) co_return problem(stats.error());
  boost::json::object body{
      {"waiting", stats->waiting}, {"later", stats->later}, {"dead", stats->dead}, {"oldest", nullptr}};
  if (stats->oldest) body["oldest"] = mail::rfc3339(*stats->oldest);
  co_return json(body);
}

}  // namespace

extern const Route show_outbox_route{
    .method = "GET", .pattern = "/v1/outbox", .access = Access::administrator, .run = show_outbox};

}  // namespace notifyd::api
