// The JSON object that a webhook gets as its body and a Web Push subscription as its message
// (docs/webhooks.md).
#pragma once

#include <cstddef>
#include <string>

#include "connectors/notification.hpp"

namespace connectors {

/// {"type", "timestamp", "data"} as Standard Webhooks wants it; "data" holds what the notification's content
/// level allows. Snippet, message and subject are cut, in this order, until it has at most `limit_octets`,
/// which is at least 1024.
std::string payload(const Notification& notification, std::size_t limit_octets);

}  // namespace connectors
