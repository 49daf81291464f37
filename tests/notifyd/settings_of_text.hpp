// Settings of a text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/config.hpp"
#include "notifyd/dispatch/settings.hpp"
#include "notifyd/settings.hpp"

namespace notifyd {

inline base::Config config_of(std::string_view text) {
  return base::Config::of_text(text, "n.toml",
                               [](const std::string&) -> std::optional<std::string> { return std::nullopt; });
}

/// What the configuration says is wrong.
inline std::vector<std::string> faults_of(std::string_view text) {
  auto config = config_of(text);
  (void)read_settings(config);
  (void)dispatch::read_settings(config);
  std::vector<std::string> texts;
  for (const auto& fault : config.faults()) texts.push_back(fault.text);
  return texts;
}

}  // namespace notifyd
