// What a device subscribes to, as the HTTP API writes and reads it: RFC 5465's mailboxes and events, made
// durable.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "base/result.hpp"
#include "mail/subscription.hpp"
#include "notifyd/api/route.hpp"

namespace notifyd::api {

boost::json::object subscription_json(const mail::Subscription& subscription);

/// `subscription` with the members that stand in `value`; an Error names the one that is wrong.
base::Result<mail::Subscription> subscription_of(const Services& services, const boost::json::value& value,
                                                 mail::Subscription subscription);

}  // namespace notifyd::api
