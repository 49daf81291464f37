// SEARCH programs (RFC 3501 section 6.4.4, RFC 5032): of the command, and of stored filters as plain text.
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "mail/search.hpp"
#include "wire/imap/arguments.hpp"

namespace wire::imap {

/// `[CHARSET x ]key *( key)`; all that is left of `arguments` must belong to it. unsupported: the charset is
/// not known here (RFC 3501 response code BADCHARSET). Nested at most 50 deep, at most 1000 keys.
base::Result<mail::SearchKey> search_program(Arguments arguments);

/// The same from text in which literals lie in place; quoted strings and literals are UTF-8.
base::Result<mail::SearchKey> parse_search(std::string_view text);

/// Charsets that CHARSET may name.
std::string_view search_charsets();

}  // namespace wire::imap
