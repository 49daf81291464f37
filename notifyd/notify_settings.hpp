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

/// The keys *_a_day of a table, also of [sieve.class.NAME.notify]. What it does not say stays as it is in
/// `a_day`.
void read_daily_limits(base::Section section, filters::DailyLimits& a_day);

}  // namespace notifyd
