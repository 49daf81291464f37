// The life of a serving process: signals, privileges, readiness, the end.
#pragma once

#include <functional>

#include "base/config.hpp"
#include "notifyd/settings.hpp"
#include "notifyd/system.hpp"

namespace notifyd {

/// Builds the System, drops privileges, starts it, calls `ready`, and serves until TERM or INT (drains, 0) or
/// until the disk breaks (70). HUP reloads. Returns the exit code; 78 if a part of the configuration cannot
/// be used.
int serve_until_signal(const Settings& settings, base::Config& config,
                       const std::function<void(System&)>& ready);

}  // namespace notifyd
