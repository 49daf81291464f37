// Values that several tables of the configuration hold.

#include "notifyd/setting_values.hpp"

#include <string>
#include <unistd.h>

namespace notifyd {

std::filesystem::path file(base::Section& section, std::string_view key) {
  std::filesystem::path path = section.text(key);
  if (!path.empty() && ::access(path.c_str(), R_OK) != 0)
    section.fault(key, "cannot read " + path.string() + ": give the path of a file that this user may read");
  return path;
}

std::size_t count(base::Section& section, std::string_view key, std::size_t otherwise, std::int64_t least,
                  std::int64_t most) {
  return static_cast<std::size_t>(section.number(key, static_cast<std::int64_t>(otherwise), least, most));
}

}  // namespace notifyd
