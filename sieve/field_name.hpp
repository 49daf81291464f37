// Names of header fields (RFC 5322 section 3.6.8).
#pragma once

#include <string_view>

namespace sieve {

/// field-name: printable ASCII without blanks and colons, one character at least.
bool is_field_name(std::string_view text);

}  // namespace sieve
