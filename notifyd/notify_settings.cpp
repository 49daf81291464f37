// [sieve.notify] of the configuration.

#include "notifyd/notify_settings.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace notifyd {
namespace {

constexpr std::int64_t most_a_day = 1'000'000;

/// A method that costs somebody money or patience: its limit unless the configuration says otherwise.
struct Limited {
  const char* scheme;
  const char* key;
  std::uint32_t usual;
};
constexpr std::array<Limited, 6> limited{{{"device", "device_a_day", 1000},
                                          {"report", "report_a_day", 100},
                                          {"mailto", "mailto_a_day", 200},
                                          {"https", "https_a_day", 1000},
                                          {"sms", "sms_a_day", 20},
                                          {"tel", "tel_a_day", 10}}};

/// The gateway that a method uses; nothing: the method is not offered.
std::optional<std::string> gateway(base::Config& config, base::Section& section, std::string_view scheme) {
  const auto name = section.text(scheme);
  if (name.empty()) return std::nullopt;
  const auto known = config.subsections("gateway");
  if (std::ranges::find(known, name) == known.end())
    section.fault(scheme, "there is no [gateway." + name + "]: name a gateway of this file");
  return name;
}

}  // namespace

NotifySettings read_notify(base::Config& config) {
  NotifySettings out;
  auto section = config.section("sieve.notify");
  for (const char* scheme : {"mailto", "device"})
    if (!section.flag(scheme, true)) out.disabled.emplace_back(scheme);
  if (section.flag("https", false))
    out.channels["https"] = "webhook";
  else
    out.disabled.emplace_back("https");
  for (const char* scheme : {"sms", "tel"})
    if (auto name = gateway(config, section, scheme))
      out.channels[scheme] = *name;
    else
      out.disabled.emplace_back(scheme);
  for (const Limited& one : limited) out.a_day[one.scheme] = one.usual;
  read_daily_limits(section, out.a_day);
  return out;
}

void read_daily_limits(base::Section section, filters::DailyLimits& a_day) {
  for (const Limited& one : limited) {
    std::uint32_t& limit = a_day[one.scheme];
    limit = static_cast<std::uint32_t>(section.number(one.key, limit, 0, most_a_day));
  }
}

}  // namespace notifyd
