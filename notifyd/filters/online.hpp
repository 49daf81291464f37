// Whether a device can hear at once: notify_method_capability "online" (RFC 5435 section 5) of device: URIs.
#pragma once

#include <string>

#include "mail/ids.hpp"
#include "net/task.hpp"
#include "store/presence.hpp"
#include "store/store.hpp"

namespace notifyd::filters {

/// "yes": a session of the device listens now. "no": there is no such device, or it is retired. "maybe": it
/// sleeps, and a push may reach it; also if the store does not answer.
net::Task<std::string> online(store::Store& store, const store::Presence& presence, mail::AccountId account,
                              std::string device);

}  // namespace notifyd::filters
