// Values that several tables of the configuration hold.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/config.hpp"

namespace notifyd {

/// A file that must be there if it is named.
std::filesystem::path file(base::Section& section, std::string_view key);

/// A folder that must be there if it is named.
std::filesystem::path folder(base::Section& section, std::string_view key);

/// An IP address to listen on, or "unix:/path".
std::string listen_address(base::Section& section, const std::string& otherwise);

/// Of another server: 1 to 65535.
std::uint16_t remote_port(base::Section& section, std::uint16_t otherwise);

/// A user of this machine, "" for none.
std::string user(base::Section& section, std::string_view key);

/// A number from `least` to `most`.
std::size_t count(base::Section& section, std::string_view key, std::size_t otherwise, std::int64_t least,
                  std::int64_t most);

}  // namespace notifyd
