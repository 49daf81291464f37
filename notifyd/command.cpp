// What every command has at hand.

#include "notifyd/command.hpp"

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "base/clock.hpp"
#include "connectors/connector.hpp"
#include "connectors/vapid.hpp"
#include "notifyd/control.hpp"
#include "notifyd/dispatch/settings.hpp"
#include "store/engines/sqlite/engine.hpp"

namespace notifyd {
namespace {

std::optional<std::string> environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return value;
}

/// Of all variables that are set; without those that are of no key on purpose.
std::vector<std::string> variables() {
  std::vector<std::string> names;
  for (char** each = ::environ; each != nullptr && *each != nullptr; ++each) {
    const std::string_view pair(*each);
    const auto name = pair.substr(0, pair.find('='));
    if (name != "NOTIFYD_CONFIG" && !name.starts_with("NOTIFYD_TEST_")) names.emplace_back(name);
  }
  return names;
}

net::Task<base::Result<net::HttpAnswer>> nothing_is_sent(net::HttpRequest /*request*/) {
  co_return base::fail(base::Errc::unsupported, "the configuration is only being checked");
}

}  // namespace

int exit_code_of(const std::exception& failure) {
  if (const auto* refused = dynamic_cast<const store::sqlite::CopyRefused*>(&failure)) {
    if (refused->code == base::Errc::not_found) return exit_no_input;
    return refused->code == base::Errc::syntax ? exit_data : exit_cannot_create;
  }
  if (dynamic_cast<const Unreachable*>(&failure) != nullptr) return exit_unavailable;
  if (dynamic_cast<const store::sqlite::StoreInUse*>(&failure) != nullptr) return exit_try_later;
  if (dynamic_cast<const store::sqlite::WrongKey*>(&failure) != nullptr) return exit_config;
  const auto* system = dynamic_cast<const std::system_error*>(&failure);
  if (system == nullptr) return exit_software;
  const auto is = [&](std::errc code) { return system->code() == code; };
  if (is(std::errc::permission_denied) || is(std::errc::operation_not_permitted)) return exit_denied;
  if (is(std::errc::no_such_file_or_directory) || is(std::errc::is_a_directory)) return exit_no_input;
  if (is(std::errc::read_only_file_system) || is(std::errc::no_space_on_device) ||
      is(std::errc::file_exists) || is(std::errc::not_a_directory))
    return exit_cannot_create;
  return is(std::errc::io_error) ? exit_io : exit_software;
}

Settings read_everything(base::Config& config) {
  auto settings = read_settings(config);
  (void)dispatch::read_settings(config);
  const base::SystemClock clock;
  const connectors::Context context{.to_user = nothing_is_sent,
                                    .to_admin = nothing_is_sent,
                                    .clock = clock,
                                    .allow_http = settings.push.allow_private,
                                    .vapid_keys = {connectors::VapidKey::make().text()}};
  (void)connectors::open_channels(config, context);
  return settings;
}

base::Config CommandLine::config() const {
  // Without a file all defaults hold; a file that was asked for must be there.
  if (!config_given && !std::filesystem::exists(config_file))
    return base::Config::of_text("", "defaults", environment);
  return base::Config::of_file(config_file, environment);
}

std::vector<std::string> CommandLine::warnings() const {
  auto read = config();
  auto out = notifyd::warnings(read_everything(read));
  for (auto& unknown : read.unknown_variables(variables())) out.push_back(std::move(unknown));
  return out;
}

std::string CommandLine::config_name() const {
  if (config_given || std::filesystem::exists(config_file)) return config_file;
  return "the defaults (there is no " + config_file + ")";
}

std::optional<base::Level> CommandLine::log_level() const {
  auto read = config();
  const auto settings = read_everything(read);
  if (!read.faults().empty()) return std::nullopt;
  return settings.server.log_level;
}

Settings CommandLine::settings() const {
  auto read = config();
  auto settings = read_everything(read);
  const auto faults = read.faults();
  if (faults.empty()) return settings;
  for (const auto& fault : faults) std::cerr << fault.text << '\n';
  std::exit(exit_config);
}

}  // namespace notifyd
