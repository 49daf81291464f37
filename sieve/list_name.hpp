// Names of external lists (RFC 6134 section 2.5).
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace sieve {

/// Schemes of the lists that there can be: the EXTLISTS line of ManageSieve (RFC 6134 section 2.8).
inline constexpr std::array<std::string_view, 2> list_schemes{"tag", "urn"};

/// Every account has it, if only as an empty one.
inline constexpr std::string_view default_address_book = "urn:ietf:params:sieve:addrbook:default";

/// The one spelling of a name, which is an absolute URI: `:NAME` is short for `urn:ietf:params:sieve:NAME`,
/// what need not be percent-encoded is not, and the default address book has no case. "" for what is none.
std::string list_uri(std::string_view name);

/// Can there be a list of this name, as list_uri() spells it: a tag (RFC 4151 section 2.1), or an address
/// book (RFC 6134 section 2.6), of at most 255 octets?
bool names_a_list(std::string_view uri);

}  // namespace sieve
