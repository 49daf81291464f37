// Names of drafts that became RFCs under others, as older servers and their scripts have them.
#pragma once

#include <string_view>

namespace sieve {

/// The extension that has taken its place, "" for none.
std::string_view extension_now(std::string_view capability);

/// What to write instead, "" for nothing.
std::string_view command_now(std::string_view name);
std::string_view tag_now(std::string_view command, std::string_view tag);

}  // namespace sieve
