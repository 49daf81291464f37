// [sieve.notify]: by which methods scripts may notify, and how often (RFC 5435 section 8).
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/config.hpp"
#include "notifyd/filters/uri_notify.hpp"

namespace notifyd {

struct NotifySettings {
  std::vector<std::string> disabled;            ///< schemes that scripts may not use
  std::map<std::string, std::string> channels;  ///< scheme and kind of channel, of those that need one
  filters::DailyLimits a_day;
};

NotifySettings read_notify(base::Config& config);

}  // namespace notifyd
