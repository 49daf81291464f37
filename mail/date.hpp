// Dates of messages and of IMAP (RFC 5322 section 3.3, RFC 3501 section 9, RFC 3339).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace mail {

/// A moment with the zone it was written in.
struct ZonedTime {
  base::Time time;
  int zone_minutes = 0;  ///< east of UTC
};

/// RFC 5322 section 3.3 with the obsolete forms of section 4.3 and comments; nothing if it cannot be read.
std::optional<ZonedTime> parse_date(std::string_view field_body);
/// "Tue, 24 Nov 2026 23:11:51 +0000".
std::string date_text(ZonedTime when);
/// IMAP date-time: "24-Nov-2026 23:11:51 +0000", day padded with a space (RFC 3501 section 9).
std::string imap_date_time(ZonedTime when);
std::optional<ZonedTime> parse_imap_date_time(std::string_view text);
/// RFC 3339 in UTC with milliseconds: "2026-11-24T23:11:51.123Z".
std::string rfc3339(base::Time when);

}  // namespace mail
