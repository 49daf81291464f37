// Moments as scripts write and read them (RFC 3339).

#include "sieve/moment.hpp"

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "base/text.hpp"

namespace sieve {
namespace {

/// The digits [at, at + size), which must be no more than `most`.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t size, unsigned most) {
  const auto value = base::text::number(text.substr(at, size));
  if (!value || *value > most) return std::nullopt;
  return static_cast<int>(*value);
}

/// Z, or an offset of less than a day such as +01:00 (time-numoffset of RFC 3339); +0100 is what `date
/// "zone"` gives, and RFC 6009 section 7.2 joins to a time.
std::optional<int> offset_minutes(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  std::string zone(text);
  if (zone.size() == 6 && zone[3] == ':') zone.erase(3, 1);
  const auto minutes = zone_minutes(zone);
  return minutes && std::abs(*minutes) < 24 * 60 ? minutes : std::nullopt;
}

/// Behind a fraction of a second, if there is one.
std::string_view without_fraction(std::string_view text) {
  if (!text.starts_with('.')) return text;
  const auto end = text.find_first_not_of("0123456789", 1);
  return end == 1 || end == std::string_view::npos ? std::string_view() : text.substr(end);
}

}  // namespace

std::string iso8601(mail::ZonedTime when) {
  const auto local =
      std::chrono::floor<std::chrono::seconds>(when.time) + std::chrono::minutes(when.zone_minutes);
  const auto midnight = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::year_month_day day(midnight);
  const std::chrono::hh_mm_ss time(local - midnight);
  std::array<char, 64> out{};
  std::snprintf(out.data(), out.size(), "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(day.year()),
                static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()));
  std::string text = out.data();
  if (when.zone_minutes == 0) return text + 'Z';
  const int size = when.zone_minutes < 0 ? -when.zone_minutes : when.zone_minutes;
  std::snprintf(out.data(), out.size(), "%c%02d:%02d", when.zone_minutes < 0 ? '-' : '+', size / 60,
                size % 60);
  return text + out.data();
}

std::optional<base::Time> parse_iso8601(std::string_view text) {
  const bool shaped = text.size() >= 20 && text[4] == '-' && text[7] == '-' &&
                      (text[10] == 'T' || text[10] == 't') && text[13] == ':' && text[16] == ':';
  if (!shaped) return std::nullopt;
  const auto year = digits(text, 0, 4, 9999);
  const auto month = digits(text, 5, 2, 12);
  const auto day = digits(text, 8, 2, 31);
  const auto hour = digits(text, 11, 2, 23);
  const auto minute = digits(text, 14, 2, 59);
  const auto second = digits(text, 17, 2, 60);
  const auto zone = offset_minutes(without_fraction(text.substr(19)));
  if (!year || !month || !day || !hour || !minute || !second || !zone) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute - *zone) +
         std::chrono::seconds(*second);
}

std::optional<int> zone_minutes(std::string_view text) {
  if (text.size() != 5 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const auto digits = base::text::number(text.substr(1));
  if (!digits || *digits % 100 > 59) return std::nullopt;
  const int minutes = static_cast<int>(*digits / 100 * 60 + *digits % 100);
  return text[0] == '-' ? -minutes : minutes;
}

int local_zone(base::Time at) {
  // Not to_time_t, which wants the range of the system's clock.
  const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
  std::tm local{};
  localtime_r(&seconds, &local);
  return static_cast<int>(local.tm_gmtoff / 60);
}

}  // namespace sieve
