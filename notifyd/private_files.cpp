// Keys that only the server may read, and who else can.

#include "notifyd/private_files.hpp"

#include <filesystem>
#include <optional>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

namespace notifyd {
namespace {

/// What the server runs as: server.user; without it who owns the data folder, if root asks, else who asks.
uid_t user_of(const ServerSettings& server) {
  if (const auto* entry = server.user.empty() ? nullptr : ::getpwnam(server.user.c_str()))
    return entry->pw_uid;
  struct stat folder{};
  if (::geteuid() == 0 && ::stat(server.data_dir.c_str(), &folder) == 0) return folder.st_uid;
  return ::geteuid();
}

std::string name_of(uid_t user) {
  const auto* entry = ::getpwuid(user);
  return entry == nullptr ? std::to_string(user) : entry->pw_name;
}

std::string octal(mode_t mode) {
  std::string digits;
  for (int shift = 9; shift >= 0; shift -= 3) digits += static_cast<char>('0' + ((mode >> shift) & 7U));
  return digits;
}

std::optional<std::string> exposure(const std::filesystem::path& file, uid_t user) {
  struct stat status{};
  if (file.empty() || ::stat(file.c_str(), &status) != 0) return std::nullopt;
  const bool is_foreign = status.st_uid != user && status.st_uid != 0;  // root reads whatever it wants
  const bool is_open = (status.st_mode & 077U) != 0;
  if (!is_foreign && !is_open) return std::nullopt;
  const auto path = file.string();
  std::string say = path;
  if (is_foreign)
    say += " belongs to " + name_of(status.st_uid) + ", not to the server's user " + name_of(user);
  if (is_open)
    say += std::string(is_foreign ? ", and" : "") + " has mode " + octal(status.st_mode) +
           ", so that others than its owner get at it";
  say += ": mend it with `";
  if (status.st_uid != user) say += "chown " + name_of(user) + " " + path + " && ";
  return say + "chmod 600 " + path + "`";
}

}  // namespace

std::vector<std::string> exposed_keys(const Settings& settings) {
  const auto user = user_of(settings.server);
  std::vector<std::string> out;
  for (const auto& file : {settings.server.data_dir / "secrets.key", settings.tls.private_key})
    if (auto say = exposure(file, user)) out.push_back(std::move(*say));
  return out;
}

}  // namespace notifyd
