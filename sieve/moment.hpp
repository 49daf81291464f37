// Moments as scripts write and read them (RFC 5260 section 4, RFC 6009 sections 5 and 7).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "mail/date.hpp"

namespace sieve {

/// RFC 3339 without parts of a second; the offset 0 is Z.
std::string iso8601(mail::ZonedTime when);
/// date-time of RFC 3339 section 5.6; of parts of a second nothing is kept.
std::optional<base::Time> parse_iso8601(std::string_view text);

/// A time-zone such as +0100, in minutes.
std::optional<int> zone_minutes(std::string_view text);
/// Ours, at that moment.
int local_zone(base::Time at);

}  // namespace sieve
