// Content transfer encodings (RFC 2045 section 6), decoded leniently; decode_transfer (mail/mime.hpp)
// chooses.
#pragma once

#include <string>
#include <string_view>

namespace mail {

/// RFC 2045 section 6.8. Octets outside the alphabet are skipped, padding inside starts anew, an incomplete
/// last group gives the octets that it holds.
std::string decode_base64(std::string_view body);

/// RFC 2045 section 6.7. A malformed escape stays as it was written.
std::string decode_quoted_printable(std::string_view body);

/// The "Q" encoding of RFC 2047 section 4.2.
std::string decode_q(std::string_view text);

}  // namespace mail
