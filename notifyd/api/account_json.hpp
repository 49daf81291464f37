// An account as the HTTP API writes and reads it.
#pragma once

#include <string>

#include <boost/json/object.hpp>

#include "base/result.hpp"
#include "notifyd/api/route.hpp"

namespace notifyd::api {

boost::json::object to_json(const store::Account& account);

/// Lays address (of a new account only), aliases, quota and enabled over `account`; syntax with the member's
/// name on anything else than these and `password`.
base::Result<store::Account> account_from_json(const boost::json::object& body, store::Account account);

/// "" if there is no member `password`. syntax: it is there and empty.
base::Result<std::string> password_from_json(const boost::json::object& body);

}  // namespace notifyd::api
