// POST /v1/accounts/{address}/scripts/{name}/activate: this script filters from now on.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/text.hpp"
#include "notifyd/api/answers.hpp"
#include "notifyd/api/route.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> activate_script(const Services& services, Request request) {
  const store::ScriptChange change{.kind = store::ScriptChange::Kind::activate,
                                   .name = request.path.at("name")};
  const auto active = co_await services.store.put_script(request.account->id, change, services.script_limits);
  if (!active) co_return problem(active.error());
  co_return no_content();
}

}  // namespace

extern const Route activate_script_route{.method = "POST",
                                         .pattern = "/v1/accounts/{address}/scripts/{name}/activate",
                                         .access = Access::account,
                                         .run = activate_script};

}  // namespace notifyd::api
