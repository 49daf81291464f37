// What the routes of external lists share (RFC 6134): each is there for the lists of an account, and for
// those of everybody.
#pragma once

#include <string>

#include <boost/json/object.hpp>

#include "base/result.hpp"
#include "notifyd/api/route.hpp"
#include "store/list.hpp"

namespace notifyd::api {

/// {address}, else everybody.
mail::AccountId owner_of(const Request& request);

/// {name} in its one spelling; no list has a name that cannot be one.
std::string list_named(const Request& request);

boost::json::object to_json(const store::List& list);

}  // namespace notifyd::api
