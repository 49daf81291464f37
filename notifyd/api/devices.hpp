// What the routes of devices share.
#pragma once

#include "base/result.hpp"
#include "notifyd/api/route.hpp"
#include "store/account.hpp"

namespace notifyd::api {

/// The device that {id} names, by number or by name; not_found.
net::Task<base::Result<store::Device>> find_device(const Services& services, const Request& request);

}  // namespace notifyd::api
