// Time zones over ICU (libstdc++ 12 has none).

#include "mail/zone.hpp"

#include <memory>

#include <unicode/calendar.h>
#include <unicode/timezone.h>

namespace mail {
namespace {

constexpr std::chrono::minutes day{24 * 60};

/// Offset from UTC at `when`, in whole minutes.
std::chrono::minutes offset(base::Time when, const std::string& zone) {
  const std::unique_ptr<icu::TimeZone> found(
      icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(zone)));
  int32_t raw = 0;
  int32_t summer = 0;
  UErrorCode status = U_ZERO_ERROR;
  const auto milliseconds =
      std::chrono::duration_cast<std::chrono::milliseconds>(when.time_since_epoch()).count();
  found->getOffset(static_cast<UDate>(milliseconds), 0, raw, summer, status);
  return U_SUCCESS(status) ? std::chrono::minutes((raw + summer) / 60'000) : std::chrono::minutes(0);
}

}  // namespace

bool is_zone(const std::string& name) {
  const std::unique_ptr<icu::TimeZone> found(
      icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(name)));
  return *found != icu::TimeZone::getUnknown();
}

int minute_of_day(base::Time when, const std::string& zone) {
  const auto local = std::chrono::floor<std::chrono::minutes>(when.time_since_epoch()) + offset(when, zone);
  return static_cast<int>(((local % day) + day).count() % day.count());
}

base::Time next_minute(base::Time when, int minute, const std::string& zone) {
  const auto start = std::chrono::ceil<std::chrono::minutes>(when);
  const int ahead = (minute - minute_of_day(start, zone) + 24 * 60) % (24 * 60);
  const base::Time guess = start + std::chrono::minutes(ahead);
  // A change of summer time between now and then moves the local clock: correct by what the offset has moved.
  const base::Time corrected = guess - (offset(guess, zone) - offset(start, zone));
  return corrected < when ? corrected + day : corrected;
}

}  // namespace mail
