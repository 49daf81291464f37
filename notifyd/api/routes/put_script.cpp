// PUT /v1/accounts/{address}/scripts/{name}: checks and stores a script; does not activate it.

#include "notifyd/api/answers.hpp"
#include "notifyd/api/scripts.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> put_script(const Services& services, Request request) {
  auto script = text(request.body, "text");
  if (!script) co_return problem(script.error());
  const auto checked = services.check_script(request.account->address, *script);
  if (!checked) co_return problem(checked.error());
  store::ScriptChange change{.kind = store::ScriptChange::Kind::put, .text = std::move(*script)};
  co_return co_await change_script(services, std::move(request), std::move(change));
}

}  // namespace

extern const Route put_script_route{.method = "PUT",
                                    .pattern = "/v1/accounts/{address}/scripts/{name}",
                                    .access = Access::account,
                                    .run = put_script};

}  // namespace notifyd::api
