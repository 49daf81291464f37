// PUT /v1/accounts/{address}/scripts/{name}: checks and stores a script; does not activate it.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/text.hpp"
#include "notifyd/api/answers.hpp"
#include "notifyd/api/route.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> put_script(const Services& services, Request request) {
  auto script = text(request.body, "text");
  if (!script) co_return problem(script.error());
  const auto checked = services.check_script(*script);
  if (!checked) co_return problem(checked.error());
  store::ScriptChange change{.kind = store::ScriptChange::Kind::put, .name = request.path.at("name")};
  change.text = std::move(*script);
  const auto kept = co_await services.store.put_script(request.account->id, change, services.script_limits);
  if (!kept) co_return problem(kept.error());
  co_return no_content();
}

}  // namespace

extern const Route put_script_route{.method = "PUT",
                                    .pattern = "/v1/accounts/{address}/scripts/{name}",
                                    .access = Access::account,
                                    .run = put_script};

}  // namespace notifyd::api
