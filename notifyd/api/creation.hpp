// What POST makes, once for each Idempotency-Key (draft-ietf-httpapi-idempotency-key-header-07).
#pragma once

#include <boost/json/object.hpp>

#include "notifyd/api/route.hpp"
#include "store/creation.hpp"

namespace notifyd::api {

/// Commits `creation` and answers 201 with `body`, in which a member "id" becomes the number of what was
/// made. A repeat with the same Idempotency-Key and body within 24 hours changes nothing and gets the first
/// answer again; with another body it gets 422. Failures are not remembered. `request` is owned by the
/// caller.
net::Task<Answer> create(const Services& services, const Request& request, store::Creation creation,
                         boost::json::object body);

}  // namespace notifyd::api
