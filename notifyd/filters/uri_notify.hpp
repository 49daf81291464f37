// Notifications of scripts that leave the house (RFC 5435 section 8), as the store takes them.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "sieve/action.hpp"
#include "store/deliver.hpp"

namespace notifyd::filters {

/// How many notifications by each method an account may have on a day; without an entry there is no limit.
using DailyLimits = std::map<std::string, std::uint32_t, std::less<>>;

/// Those of the account with this address.
using DailyLimitsOf = std::function<const DailyLimits&(const std::string& address)>;

/// Nobody has any.
const DailyLimits& no_daily_limits(const std::string& address);

store::Allowance allowance(const DailyLimits& limits, const std::string& scheme);

/// One for each endpoint; none for methods that have no endpoints. `cause`: script and line, for the trace.
std::vector<store::AllowedNotify> uri_notifies(const sieve::Notify& notify, const std::string& cause,
                                               const DailyLimits& limits);

}  // namespace notifyd::filters
