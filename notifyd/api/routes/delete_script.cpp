// DELETE /v1/accounts/{address}/scripts/{name}: removes a script that is not active.

#include "notifyd/api/scripts.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> delete_script(const Services& services, Request request) {
  return change_script(services, std::move(request), {.kind = store::ScriptChange::Kind::remove});
}

}  // namespace

extern const Route delete_script_route{.method = "DELETE",
                                       .pattern = "/v1/accounts/{address}/scripts/{name}",
                                       .access = Access::account,
                                       .run = delete_script};

}  // namespace notifyd::api
