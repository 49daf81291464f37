// Addresses that a script writes, and those that it looks at.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mail/address.hpp"

namespace sieve {

/// sieve-address (RFC 5228 section 2.4.2.3): addr-spec, or a phrase and <addr-spec>; no route, group or list.
/// Nothing if `text` is something else or has no domain.
std::optional<mail::Address> outbound_address(std::string_view text);

/// The body of a header field with these mailboxes (mailbox-list of RFC 5322 section 3.4), their names
/// encoded. Nothing if `text` is something else.
std::optional<std::string> mailbox_list(std::string_view text);

/// One entry of it: the address, behind the name if there is one. UTF-8.
std::string mailbox_text(std::string_view name, const mail::Address& address);

/// What `:all` compares (section 2.7.4): of what is no address, and so has no domain, the text as it stands.
std::string whole_text(const mail::Address& address);

/// On one line, without what may not stand in a header field.
std::string one_line(std::string_view text);
/// The same of what a person is told, which may hold words of a script or a message: cut if it is long.
std::string message_line(std::string_view text);

/// Is `field` one of the header fields that hold addresses (RFC 5228 section 5.1)?
bool holds_addresses(std::string_view field);

}  // namespace sieve
