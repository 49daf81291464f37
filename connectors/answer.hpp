// How the answer of an HTTP peer is read where its protocol says nothing of its own.
#pragma once

#include "base/result.hpp"
#include "connectors/notification.hpp"
#include "net/http_client.hpp"

namespace connectors {

/// The exchange itself failed: not reached or too slow is try_later, an address or URL that may not be used
/// is never.
Outcome failed_exchange(const base::Error& error);

/// RFC 9110 section 15: 2xx delivered; 408, 425, 429 and 5xx try_later with Retry-After; a passing redirect
/// (302, 303, 307) try_later; all else never. `gone` names the one status that says the registration is dead.
Outcome judge_status(const net::HttpAnswer& answer, int gone);

}  // namespace connectors
