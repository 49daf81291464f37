// What settings change of the limits of scripts.
#pragma once

#include <optional>
#include <string_view>

#include "sieve/limits.hpp"

namespace sievetool::testsuite {

class Settings;

/// Those of Dovecot, where test files count on them.
sieve::Limits default_limits();

/// Whose reload makes a setting count that is in the table of limits: an extension, "" for the engine itself.
std::optional<std::string_view> owner_of_limit(std::string_view name);

/// Sets the limits that belong to `extension` to what `settings` say, and to their defaults where they say
/// nothing, or nothing that can be accepted.
void read_limits(const Settings& settings, std::string_view extension, sieve::Limits& limits);

/// Is it one of those that read_limits() looks at?
bool is_limit_setting(std::string_view name);

}  // namespace sievetool::testsuite
