// Values that several tables of the configuration hold.

#include "notifyd/setting_values.hpp"

#include <filesystem>
#include <pwd.h>
#include <string>
#include <system_error>
#include <unistd.h>

#include "net/address.hpp"

namespace notifyd {

std::filesystem::path file(base::Section& section, std::string_view key) {
  std::filesystem::path path = section.text(key);
  std::error_code ignored;  // what cannot be looked at is told next
  if (std::filesystem::is_directory(path, ignored))
    section.fault(key, path.string() + " is a folder: give the path of a file");
  else if (!path.empty() && ::access(path.c_str(), R_OK) != 0)
    section.fault(key, "cannot read " + path.string() + ": give the path of a file that this user may read");
  return path;
}

std::filesystem::path folder(base::Section& section, std::string_view key) {
  std::filesystem::path path = section.text(key);
  std::error_code failure;
  const bool is_there = path.empty() || std::filesystem::is_directory(path, failure);
  if (!is_there || (!path.empty() && ::access(path.c_str(), R_OK | X_OK) != 0))
    section.fault(key,
                  "cannot read " + path.string() + ": give the path of a folder that this user may read");
  return path;
}

std::string listen_address(base::Section& section, const std::string& otherwise) {
  auto address = section.text("listen", otherwise);
  if (!address.starts_with("unix:/") && !net::ip_socket_address(address, 0))
    section.fault("listen",
                  "expected an IP address such as \"127.0.0.1\" or \"::\", or \"unix:/path\", found \"" +
                      address + "\"");
  return address;
}

std::uint16_t remote_port(base::Section& section, std::uint16_t otherwise) {
  return static_cast<std::uint16_t>(section.number("port", otherwise, 1, 65535));
}

std::string user(base::Section& section, std::string_view key) {
  auto name = section.text(key);
  if (!name.empty() && ::getpwnam(name.c_str()) == nullptr)
    section.fault(key, "there is no user " + name + " on this machine");
  return name;
}

std::size_t count(base::Section& section, std::string_view key, std::size_t otherwise, std::int64_t least,
                  std::int64_t most) {
  return static_cast<std::size_t>(section.number(key, static_cast<std::int64_t>(otherwise), least, most));
}

}  // namespace notifyd
