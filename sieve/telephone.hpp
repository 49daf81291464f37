// Telephone numbers in the URIs of notification methods (RFC 3966 section 5.1.4).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sieve {

/// A global number in the form of E.164, "+" and 8 to 15 digits, without visual separators; nothing for
/// anything else: a local number means another subscriber in each country.
std::optional<std::string> global_number(std::string_view text);

}  // namespace sieve
