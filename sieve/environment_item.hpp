// Items of the environment (RFC 5183 section 4.1), as tests and variables see them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sieve {

class Run;

/// By its name in any case; nothing if it does not exist here. Those of "vnd." and
/// "imap." are there for scripts that require their extension.
std::optional<std::string> environment_item(const Run& run, std::string_view name);

}  // namespace sieve
