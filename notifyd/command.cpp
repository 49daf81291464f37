// What every command has at hand.

#include "notifyd/command.hpp"

#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "base/clock.hpp"
#include "connectors/connector.hpp"
#include "connectors/vapid.hpp"
#include "notifyd/dispatch/settings.hpp"

namespace notifyd {
namespace {

std::optional<std::string> environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr) return std::nullopt;
  return value;
}

net::Task<base::Result<net::HttpAnswer>> nothing_is_sent(net::HttpRequest /*request*/) {
  co_return base::fail(base::Errc::unsupported, "the configuration is only being checked");
}

}  // namespace

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
