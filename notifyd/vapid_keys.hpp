// The server's own VAPID keys (RFC 8292): made at the first start, kept in the store.
#pragma once

#include <string>
#include <vector>

#include "store/store.hpp"

namespace notifyd {

/// VapidKey::text() of each, the current one first; never empty.
store::Answer<std::vector<std::string>> load_vapid_keys(store::Store& store);

/// The public half of the current one, base64url.
std::string vapid_public_key(const std::vector<std::string>& keys);

}  // namespace notifyd
