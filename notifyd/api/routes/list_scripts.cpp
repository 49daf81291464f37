// GET /v1/accounts/{address}/scripts: names of the Sieve scripts, and which is active.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "notifyd/api/answers.hpp"
#include "notifyd/api/route.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> list_scripts(const Services& services, Request request) {
  const auto scripts = co_await services.store.scripts(request.account->id);
  if (!scripts) co_return problem(scripts.error());
  boost::json::array items;
  for (const auto& script : *scripts)
    items.push_back(
        boost::json::object{{"name", script.name}, {"active", script.active}, {"size", script.text.size()}});
  co_return json(boost::json::object{{"items", items}});
}

}  // namespace

extern const Route list_scripts_route{.method = "GET",
                                      .pattern = "/v1/accounts/{address}/scripts",
                                      .access = Access::account,
                                      .run = list_scripts};

}  // namespace notifyd::api
