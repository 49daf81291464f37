// Writes the dates of messages, of IMAP and of RFC 3339.

#include "mail/date.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace mail {
namespace {

constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

/// As it is read in the zone.
struct BrokenDown {
  std::string_view weekday;
  std::string_view month_name;
  int year = 0;  ///< 0 to 9999: no grammar has room for others
  unsigned month = 0;
  unsigned day = 0;
  std::string clock;  ///< "23:11:51"
};

/// `number` with at least `width` characters.
std::string padded(long number, std::size_t width, char fill = '0') {
  const auto digits = std::to_string(number);
  return digits.size() < width ? std::string(width - digits.size(), fill) + digits : digits;
}

BrokenDown broken_down(ZonedTime when) {
  const auto local =
      std::chrono::floor<std::chrono::seconds>(when.time) + std::chrono::minutes(when.zone_minutes);
  const auto midnight = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::year_month_day date(midnight);
  const std::chrono::hh_mm_ss time(local - midnight);
  const auto month = static_cast<unsigned>(date.month());
  return {.weekday = weekdays[std::chrono::weekday(midnight).c_encoding()],
          .month_name = months[month - 1],
          .year = std::clamp(static_cast<int>(date.year()), 0, 9999),
          .month = month,
          .day = static_cast<unsigned>(date.day()),
          .clock = padded(time.hours().count(), 2) + ':' + padded(time.minutes().count(), 2) + ':' +
                   padded(time.seconds().count(), 2)};
}

/// "+0130".
std::string zone_text(int zone_minutes) {
  const int minutes = std::min(std::abs(zone_minutes), 99 * 60 + 59);
  return (zone_minutes < 0 ? "-" : "+") + padded(minutes / 60, 2) + padded(minutes % 60, 2);
}

}  // namespace

std::string date_text(ZonedTime when) {
  const auto date = broken_down(when);
  std::string out(date.weekday);
  out += ", " + std::to_string(date.day) + ' ';
  out += date.month_name;
  return out + ' ' + padded(date.year, 4) + ' ' + date.clock + ' ' + zone_text(when.zone_minutes);
}

std::string imap_date_time(ZonedTime when) {
  const auto date = broken_down(when);
  auto out = padded(date.day, 2, ' ') + '-';
  out += date.month_name;
  return out + '-' + padded(date.year, 4) + ' ' + date.clock + ' ' + zone_text(when.zone_minutes);
}

std::string rfc3339(base::Time when) {
  const auto date = broken_down({when, 0});
  const auto second = std::chrono::floor<std::chrono::seconds>(when);
  const auto milliseconds = std::chrono::floor<std::chrono::milliseconds>(when - second).count();
  return padded(date.year, 4) + '-' + padded(date.month, 2) + '-' + padded(date.day, 2) + 'T' + date.clock +
         '.' + padded(milliseconds, 3) + 'Z';
}

}  // namespace mail
