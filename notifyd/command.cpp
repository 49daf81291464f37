// What every command has at hand.

#include "notifyd/command.hpp"

#include <cstdlib>
#include <filesystem>
#include <iostream>

namespace notifyd {
namespace {

std::optional<std::string> environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return value;
}

}  // namespace

base::Config CommandLine::config() const {
  // Without a file all defaults hold; a file that was asked for must be there.
  if (!config_given && !std::filesystem::exists(config_file))
    return base::Config::of_text("", "defaults", environment);
  return base::Config::of_file(config_file, environment);
}

Settings CommandLine::settings() const {
  auto read = config();
  auto settings = read_settings(read);
  const auto faults = read.faults();
  if (faults.empty()) return settings;
  for (const auto& fault : faults) std::cerr << fault.text << '\n';
  std::exit(exit_config);
}

}  // namespace notifyd
