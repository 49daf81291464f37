// DELETE /v1/accounts/{address}/scripts/{name}: removes a script that is not active.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/text.hpp"
#include "notifyd/api/answers.hpp"
#include "notifyd/api/route.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> delete_script(const Services& services, Request request) {
  const store::ScriptChange change{.kind = store::ScriptChange::Kind::remove,
                                   .name = request.path.at("name")};
  const auto gone = co_await services.store.put_script(request.account->id, change, services.script_limits);
  if (!gone) co_return problem(gone.error());
  co_return no_content();
}

}  // namespace

extern const Route delete_script_route{.method = "DELETE",
                                       .pattern = "/v1/accounts/{address}/scripts/{name}",
                                       .access = Access::account,
                                       .run = delete_script};

}  // namespace notifyd::api
