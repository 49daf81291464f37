// What only several values of the configuration together show to be wrong.
#pragma once

#include "base/config.hpp"
#include "notifyd/settings.hpp"

namespace notifyd {

/// Records its faults in `config`.
void check_together(base::Config& config, const Settings& settings);

}  // namespace notifyd
