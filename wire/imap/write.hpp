// Writers of IMAP's string forms (RFC 3501 sections 4.3 and 9).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/octets.hpp"
#include "mail/header.hpp"
#include "mail/ids.hpp"
#include "mail/mime.hpp"

namespace wire::imap {

/// `{n}CRLF`, behind which n octets must follow.
std::string literal_head(base::ByteCount size);
/// A quoted string where that can carry `text`, else a literal.
std::string string_of(std::string_view text);
/// An atom where that can carry `text`, else as string_of.
std::string astring_of(std::string_view text);
/// A mailbox name (UTF-8) as astring in modified UTF-7.
std::string mailbox_of(std::string_view name);
/// `text` for the human-readable end of a response: one line, printable ASCII, at most 500 octets.
std::string resp_text(std::string_view text);
/// Uids in the order given, as RFC 4315 wants them in COPYUID: `3,5:7`. Ranges only rise.
std::string uid_list(const std::vector<mail::Uid>& uids);

/// ENVELOPE (RFC 3501 section 7.4.2) of a message's or part's header.
std::string envelope(const mail::Header& header);
/// BODY, or with `extended` BODYSTRUCTURE (RFC 3501 section 7.4.2) of `part`, whose offsets count in
/// `message`.
std::string body_structure(const mail::Part& part, std::string_view message, bool extended);

}  // namespace wire::imap
