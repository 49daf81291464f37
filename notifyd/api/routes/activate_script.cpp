// POST /v1/accounts/{address}/scripts/{name}/activate: this script filters from now on.

#include "notifyd/api/scripts.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> activate_script(const Services& services, Request request) {
  return change_script(services, std::move(request), {.kind = store::ScriptChange::Kind::activate});
}

}  // namespace

extern const Route activate_script_route{.method = "POST",
                                         .pattern = "/v1/accounts/{address}/scripts/{name}/activate",
                                         .access = Access::account,
                                         .run = activate_script};

}  // namespace notifyd::api
