// The e-mail of a Sieve notification by mailto: (RFC 5436).
#pragma once

#include <string>

#include "base/clock.hpp"
#include "sieve/action.hpp"

namespace notifyd::relay {

/// The whole message. `host` is ours, for its Message-ID.
std::string compose(const sieve::NotificationMail& mail, base::Time now, const std::string& host);

}  // namespace notifyd::relay
