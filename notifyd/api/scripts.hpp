// What the routes of Sieve scripts share.
#pragma once

#include "notifyd/api/route.hpp"
#include "store/store.hpp"

namespace notifyd::api {

/// Carries `change` out on the script {name} of {address}: 204, or why not.
net::Task<Answer> change_script(const Services& services, Request request, store::ScriptChange change);

}  // namespace notifyd::api
