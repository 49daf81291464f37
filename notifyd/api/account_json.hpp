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

/// Makes `password` the account's own; "" leaves the old one.
net::Task<base::Result<void>> set_password(const Services& services, mail::AccountId account,
                                           std::string password);

/// The device that {id} names, by number or by name; not_found.
net::Task<base::Result<store::Device>> find_device(const Services& services, const Request& request);

}  // namespace notifyd::api
