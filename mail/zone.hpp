// Time zones by their IANA names.
#pragma once

#include <string>

#include "base/clock.hpp"

namespace mail {

/// True if `name` is in the zone database ("Europe/Berlin", "UTC").
bool is_zone(const std::string& name);

/// Minutes since midnight at `when` in `zone`; in UTC if the zone is unknown.
int minute_of_day(base::Time when, const std::string& zone);

/// The first moment at or after `when` at which it is `minute` of the day in `zone`; summer time taken into
/// account.
base::Time next_minute(base::Time when, int minute, const std::string& zone);

}  // namespace mail
