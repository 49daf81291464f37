// [notifier] of the configuration.

#include "notifyd/dispatch/settings.hpp"

namespace notifyd::dispatch {

Settings read_settings(base::Config& config) {
  auto section = config.section("notifier");
  const Settings defaults;
  const auto count = [&](std::string_view key, std::size_t otherwise, std::int64_t most) {
    return static_cast<std::size_t>(section.number(key, static_cast<std::int64_t>(otherwise), 1, most));
  };
  Settings settings;
  settings.capacity = count("capacity", defaults.capacity, 1'000'000);
  settings.in_flight = count("in_flight", defaults.in_flight, 10'000);
  settings.per_destination = count("per_destination", defaults.per_destination, 10'000);
  settings.rate =
      static_cast<double>(section.number("rate", static_cast<std::int64_t>(defaults.rate), 1, 1'000'000));
  settings.burst =
      static_cast<double>(section.number("burst", static_cast<std::int64_t>(defaults.burst), 1, 1'000'000));
  settings.first_retry = section.duration("first_retry", defaults.first_retry);
  settings.longest_retry = section.duration("longest_retry", defaults.longest_retry);
  if (settings.first_retry.count() == 0)
    section.fault("first_retry", "what fails must not be tried without a pause");
  if (settings.longest_retry < settings.first_retry)
    section.fault("longest_retry", "it cannot be shorter than first_retry");
  settings.wake_lifetime = section.duration("wake_lifetime", defaults.wake_lifetime);
  settings.content_lifetime = section.duration("content_lifetime", defaults.content_lifetime);
  return settings;
}

}  // namespace notifyd::dispatch
