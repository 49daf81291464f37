// Pieces of the mail that we compose: header fields, and text as a MIME part.
#pragma once

#include <string>
#include <string_view>

namespace sieve {

/// `NAME: BODY` with its line end. The caller has encoded and folded the body.
std::string header_field(std::string_view name, const std::string& body);

/// Are there octets outside ASCII?
bool is_8bit(std::string_view text);

/// All line ends as CRLF, one of them at the end unless there is no text.
std::string with_crlf(std::string_view text);

/// The header of a part of this type and, behind the empty line, the UTF-8 text with CRLF: as it is where
/// 7-bit lines hold it, else in base64 (RFC 2045 section 6).
std::string text_part(std::string_view type, std::string_view text);

}  // namespace sieve
