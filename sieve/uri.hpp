// Percent-encoding in the URIs of notification methods (RFC 3986 section 2.1).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sieve {

/// Nothing if `text` holds a % without two hex digits, a blank, a control character or octets above 126.
std::optional<std::string> percent_decoded(std::string_view text);

}  // namespace sieve
