// Mailbox names: modified UTF-7 on the wire, UTF-8 inside (RFC 3501 section 5.1.3); patterns of LIST.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace wire::imap {

/// UTF-8 from the wire's modified UTF-7; INBOX in any case, also above others, becomes "INBOX". syntax: not
/// well-formed, or holds a control character.
base::Result<std::string> mailbox_name_from_wire(std::string_view name);

/// Modified UTF-7 of a UTF-8 name (ill-formed octets as U+FFFD); not quoted.
std::string mailbox_name_to_wire(std::string_view name);

/// True if `name` matches a LIST pattern (both UTF-8): `*` stands for anything, `%` for anything without '/'.
/// INBOX matches without regard to case (RFC 3501 section 6.3.8). Time is bounded by the product of the
/// lengths.
bool matches_pattern(std::string_view pattern, std::string_view name);

}  // namespace wire::imap
