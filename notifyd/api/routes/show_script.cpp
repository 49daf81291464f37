// GET /v1/accounts/{address}/scripts/{name}: the text of one script.

#include <boost/json/object.hpp>

#include "notifyd/api/answers.hpp"
#include "notifyd/api/scripts.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> show_script(const Services& services, Request request) {
  const auto script = co_await services.store.script(request.account->id, request.path.at("name"));
  if (!script) co_return problem(script.error());
  boost::json::object body{{"name", script->name}, {"active", script->active}};
  add_source(body, script->text);
  co_return json(body);
}

}  // namespace

extern const Route show_script_route{.method = "GET",
                                     .pattern = "/v1/accounts/{address}/scripts/{name}",
                                     .access = Access::account,
                                     .run = show_script};

}  // namespace notifyd::api
