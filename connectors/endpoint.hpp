// URLs that users register as push endpoints: which of them are taken.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace connectors {

/// The parts of an endpoint that matter here.
struct Endpoint {
  std::string origin;  ///< "https://host[:port]" as in RFC 6454 section 6.2: lower case, no default port
  std::string host;    ///< lower case, with the port: "host:443"
};

/// Takes an absolute https URL (http too if `allow_http`) of at most 2048 octets of visible ASCII, with a
/// host, without user name and fragment. Whether its address may be connected to is decided when that is
/// known (net::MayConnect).
base::Result<Endpoint> parse_endpoint(std::string_view url, bool allow_http);

/// The host of an endpoint that was taken, "" if it would not be any more.
std::string endpoint_host(std::string_view url, bool allow_http);

}  // namespace connectors
