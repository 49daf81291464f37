// Keys that only the server may read, and who else can.
#pragma once

#include <string>
#include <vector>

#include "notifyd/settings.hpp"

namespace notifyd {

/// A sentence for each key file that others than the server's user can read or replace: which, why, and how
/// to mend it. Files that are not there are left out.
std::vector<std::string> exposed_keys(const Settings& settings);

}  // namespace notifyd
