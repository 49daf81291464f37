// Names of variables (RFC 5229 section 3).
#pragma once

#include <string_view>

namespace sieve {

/// All octets that a reference may hold between `${` and `}`.
inline constexpr std::string_view variable_characters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.";

/// identifier: what `set` may name. ASCII letters, digits and `_`, no digit first.
bool is_variable_name(std::string_view name);

/// [namespace] variable-name: an identifier, a number, or an identifier with more of either behind dots.
bool is_variable_reference(std::string_view name);

}  // namespace sieve
