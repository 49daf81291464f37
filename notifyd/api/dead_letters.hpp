// What the routes of dead letters share.
#pragma once

#include "notifyd/api/route.hpp"

namespace notifyd::api {

/// Does `change` to the dead letter {id}: 204, or 404.
net::Task<Answer> change_dead_letter(const Services& services, Request request,
                                     store::Answer<std::monostate> (store::Outbox::*change)(std::int64_t));

}  // namespace notifyd::api
