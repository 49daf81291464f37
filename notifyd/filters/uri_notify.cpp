// Notifications of scripts that leave the house.

#include "notifyd/filters/uri_notify.hpp"

namespace notifyd::filters {

const DailyLimits& no_daily_limits(const std::string& /*address*/) {
  static const DailyLimits none;
  return none;
}

store::Allowance allowance(const DailyLimits& limits, const std::string& scheme) {
  const auto found = limits.find(scheme);
  if (found == limits.end()) return {};
  return {.what = scheme, .most_a_day = found->second};
}

std::vector<store::AllowedNotify> uri_notifies(const sieve::Notify& notify, const std::string& cause,
                                               const DailyLimits& limits) {
  std::vector<store::AllowedNotify> made;
  for (const std::string& endpoint : notify.endpoints)
    made.push_back({.notify = {.scheme = notify.scheme,
                               .endpoint = endpoint,
                               .message = notify.text,
                               .importance = std::to_string(notify.importance),
                               .cause = cause},
                    .allowance = allowance(limits, notify.scheme)});
  return made;
}

}  // namespace notifyd::filters
