// A device as the HTTP API writes and reads it.
#pragma once

#include <boost/json/object.hpp>

#include "base/result.hpp"
#include "notifyd/api/route.hpp"
#include "store/account.hpp"

namespace notifyd::api {

/// What may be shown of a device: of its channel only the kind and as much of the address as tells two
/// devices apart (the host of a URL, the end of a number); keys and secrets never.
boost::json::object to_json(const store::Device& device);

/// The same as the answer to `asked`, which gave the channel: what was made for it because it was not given
/// (the secret of a webhook) is shown in it, this once.
boost::json::object to_json_once(const store::Device& device, const boost::json::object& asked);

/// Lays the members of `body` over `device`; members that are absent stay as they are. syntax or unsupported
/// with the member's name on anything that is wrong, unknown members included.
base::Result<store::Device> from_json(const Services& services, const boost::json::object& body,
                                      store::Device device);

}  // namespace notifyd::api
