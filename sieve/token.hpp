// Tokens of MIME (RFC 2045 section 5.1).
#pragma once

#include <string_view>

namespace sieve {

bool is_token(std::string_view text);

}  // namespace sieve
