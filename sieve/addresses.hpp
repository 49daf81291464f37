// Addresses that a script writes, and those that it looks at.
#pragma once

#include <optional>
#include <string_view>

#include "mail/address.hpp"

namespace sieve {

/// sieve-address (RFC 5228 section 2.4.2.3): addr-spec, or a phrase and <addr-spec>; no route, group or list.
/// Nothing if `text` is something else or has no domain.
std::optional<mail::Address> outbound_address(std::string_view text);

/// Is `field` one of the header fields that hold addresses (RFC 5228 section 5.1)?
bool holds_addresses(std::string_view field);

}  // namespace sieve
