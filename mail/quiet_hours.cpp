// Quiet hours, with ICU's time zones.

#include "mail/quiet_hours.hpp"

#include <memory>
#include <stdexcept>

#include <unicode/gregocal.h>
#include <unicode/timezone.h>
#include <unicode/unistr.h>

namespace mail {
namespace {

constexpr int minutes_of_day = 24 * 60;

std::unique_ptr<icu::TimeZone> zone_of(const std::string& name) {
  return std::unique_ptr<icu::TimeZone>(icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(name)));
}

/// ICU fails here only when its data cannot be loaded.
void require(UErrorCode status) {
  if (U_FAILURE(status)) throw std::runtime_error("ICU calendar: " + std::string(u_errorName(status)));
}

bool lies_within(const QuietHours& hours, int minute) {
  if (hours.from_minute <= hours.to_minute) return minute >= hours.from_minute && minute < hours.to_minute;
  return minute >= hours.from_minute || minute < hours.to_minute;
}

}  // namespace

bool is_time_zone(const std::string& name) {
  return !name.empty() && *zone_of(name) != icu::TimeZone::getUnknown();
}

std::optional<base::Time> quiet_until(const QuietHours& hours, base::Time when) {
  UErrorCode status = U_ZERO_ERROR;
  icu::GregorianCalendar calendar(zone_of(hours.zone).release(), status);  // the calendar owns the zone
  const auto since_epoch = std::chrono::floor<std::chrono::milliseconds>(when).time_since_epoch().count();
  calendar.setTime(static_cast<UDate>(since_epoch), status);
  const int minute = calendar.get(UCAL_HOUR_OF_DAY, status) * 60 + calendar.get(UCAL_MINUTE, status);
  require(status);
  if (!lies_within(hours, minute)) return std::nullopt;
  if (minute >= hours.to_minute || hours.to_minute == minutes_of_day) calendar.add(UCAL_DATE, 1, status);
  const int end = hours.to_minute % minutes_of_day;
  calendar.set(UCAL_HOUR_OF_DAY, end / 60);
  calendar.set(UCAL_MINUTE, end % 60);
  calendar.set(UCAL_SECOND, 0);
  calendar.set(UCAL_MILLISECOND, 0);
  const UDate until = calendar.getTime(status);
  require(status);
  return base::Time(std::chrono::milliseconds(static_cast<std::int64_t>(until)));
}

}  // namespace mail
