// When the quiet hours of a device end, in its own time zone.
#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "mail/subscription.hpp"

namespace mail {

/// True for a name of the IANA time zone database, such as "Europe/Berlin" or "UTC".
bool is_time_zone(const std::string& name);

/// The end of the quiet hours in which `when` lies, or nothing if it lies in none. The end is the first
/// moment of `to_minute` on the wall clock, whatever the zone does with its clocks in that night. Equal
/// minutes: never quiet. An unknown zone counts as UTC.
std::optional<base::Time> quiet_until(const QuietHours& hours, base::Time when);

}  // namespace mail
