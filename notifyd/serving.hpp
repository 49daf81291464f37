// The life of a serving process: signals, privileges, readiness, the end.
#pragma once

#include <functional>
#include <optional>

#include "base/config.hpp"
#include "base/log.hpp"
#include "notifyd/settings.hpp"
#include "notifyd/system.hpp"

namespace notifyd {

/// What HUP asks for anew beside the certificates: the log level of the configuration file, as it reads now.
/// Nothing if the file has a fault, which is then logged.
using ReadLevel = std::function<std::optional<base::Level>()>;

/// What a command does with the System on the way.
struct Occasions {
  std::function<void(System&)> before_start;  ///< nobody is served, and no tap looks yet; may be empty
  std::function<void(System&)> ready;
};

/// Builds the System, drops privileges, starts it, and serves until TERM or INT (drains, 0) or until the disk
/// breaks (70). HUP reloads. Returns the exit code; 78 if a part of the configuration cannot be used.
int serve_until_signal(const Settings& settings, base::Config& config, const ReadLevel& read_level,
                       const Occasions& occasions);

}  // namespace notifyd
