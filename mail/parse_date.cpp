// Reads the dates of messages, of IMAP and of RFC 3339.

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "mail/date.hpp"
#include "mail/header.hpp"
#include "mail/lexer.hpp"

namespace mail {
namespace {

using namespace std::chrono_literals;

constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

struct Zone {
  std::string_view name;
  int minutes = 0;
};
/// RFC 5322 section 4.3. All other names mean "unknown", and count as UTC.
constexpr std::array zones{Zone{"EDT", -240}, Zone{"EST", -300}, Zone{"CDT", -300}, Zone{"CST", -360},
                           Zone{"MDT", -360}, Zone{"MST", -420}, Zone{"PDT", -420}, Zone{"PST", -480}};

/// What is written, before it becomes a point of time.
struct Written {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  unsigned hour = 0;
  unsigned minute = 0;
  unsigned second = 0;
  int zone_minutes = 0;
};

std::optional<base::Time> moment(const Written& written) {
  const auto date =
      std::chrono::year(written.year) / std::chrono::month(written.month) / std::chrono::day(written.day);
  if (!date.ok() || written.year < 1 || written.year > 9999) return std::nullopt;
  if (written.hour > 23 || written.minute > 59 || written.second > 60)
    return std::nullopt;  // 60: a leap second
  return base::Time(std::chrono::sys_days(date).time_since_epoch() + std::chrono::hours(written.hour) +
                    std::chrono::minutes(written.minute) + std::chrono::seconds(written.second) -
                    std::chrono::minutes(written.zone_minutes));
}

std::optional<unsigned> month_of(std::string_view name) {
  const auto at = std::ranges::find_if(months, [&](std::string_view month) {
    return base::text::same_ignoring_case(month, name.substr(0, 3));
  });
  if (at == months.end()) return std::nullopt;
  return static_cast<unsigned>(at - months.begin()) + 1;
}

/// Takes one number of `least` to `most` digits, at most 4.
std::optional<unsigned> take_number(Lexer& lexer, std::size_t least, std::size_t most) {
  const auto near = lexer.rest().substr(0, most);
  const auto digits = near.substr(0, near.find_first_not_of("0123456789"));
  if (digits.size() < least) return std::nullopt;
  lexer.skip(digits.size());
  unsigned number = 0;
  for (const char digit : digits) number = number * 10 + static_cast<unsigned>(digit - '0');
  return number;
}

std::string_view take_word(Lexer& lexer) {
  return lexer.take_while(base::text::is_alpha);
}

/// "+0130", leniently "+01:30".
std::optional<int> take_offset(Lexer& lexer) {
  const bool west = lexer.peek() == '-';
  if (!west && lexer.peek() != '+') return std::nullopt;
  lexer.skip(1);
  const auto hours = take_number(lexer, 2, 2);
  lexer.take(':');
  const auto minutes = take_number(lexer, 2, 2);
  if (!hours || !minutes || *minutes > 59) return std::nullopt;
  const int offset = static_cast<int>(*hours * 60 + *minutes);
  return west ? -offset : offset;
}

/// hh:mm[:ss], white space and comments around the colons (section 4.3).
bool take_clock(Lexer& lexer, Written& written) {
  const auto part = [&](unsigned& into) {
    lexer.skip_cfws();
    const auto number = take_number(lexer, 1, 2);
    if (number) into = *number;
    lexer.skip_cfws();
    return number.has_value();
  };
  if (!part(written.hour) || !lexer.take(':') || !part(written.minute)) return false;
  return !lexer.take(':') || part(written.second);
}

/// An absent zone counts as UTC, as does one that means nothing.
std::optional<int> take_zone(Lexer& lexer) {
  lexer.skip_cfws();
  if (lexer.peek() == '+' || lexer.peek() == '-') return take_offset(lexer);
  const auto name = take_word(lexer);
  const auto known = std::ranges::find_if(
      zones, [&](const Zone& zone) { return base::text::same_ignoring_case(zone.name, name); });
  return known == zones.end() ? 0 : known->minutes;
}

int full_year(unsigned year, std::size_t digits) {
  if (digits == 2) return static_cast<int>(year < 50 ? year + 2000 : year + 1900);  // section 4.3
  if (digits == 3) return static_cast<int>(year + 1900);
  return static_cast<int>(year);
}

std::optional<ZonedTime> zoned(const Written& written) {
  const auto time = moment(written);
  if (!time) return std::nullopt;
  return ZonedTime{*time, written.zone_minutes};
}

}  // namespace

std::optional<ZonedTime> parse_date(std::string_view field_body) {
  const auto text = unfolded(field_body.substr(0, 1000));
  Lexer lexer(text);
  lexer.skip_cfws();
  if (!take_word(lexer).empty()) {  // the day of the week says nothing new
    lexer.skip_cfws();
    lexer.take(',');
    lexer.skip_cfws();
  }
  Written written;
  const auto day = take_number(lexer, 1, 2);
  lexer.skip_cfws();
  const auto month = month_of(take_word(lexer));
  lexer.skip_cfws();
  const auto year_begin = lexer.at();
  const auto year = take_number(lexer, 2, 4);
  if (!day || !month || !year) return std::nullopt;
  written.day = *day;
  written.month = *month;
  written.year = full_year(*year, lexer.at() - year_begin);
  if (!take_clock(lexer, written)) return std::nullopt;
  const auto zone = take_zone(lexer);
  if (!zone) return std::nullopt;
  written.zone_minutes = *zone;
  return zoned(written);
}

std::optional<ZonedTime> parse_imap_date_time(std::string_view text) {
  Lexer lexer(text);
  lexer.take(' ');  // date-day-fixed
  const auto day = take_number(lexer, 1, 2);
  if (!day || !lexer.take('-')) return std::nullopt;
  const auto month_name = take_word(lexer);
  const auto month = month_of(month_name);
  if (!month || month_name.size() != 3 || !lexer.take('-')) return std::nullopt;
  const auto year = take_number(lexer, 4, 4);
  if (!year || !lexer.take(' ')) return std::nullopt;
  const auto hour = take_number(lexer, 2, 2);
  if (!hour || !lexer.take(':')) return std::nullopt;
  const auto minute = take_number(lexer, 2, 2);
  if (!minute || !lexer.take(':')) return std::nullopt;
  const auto second = take_number(lexer, 2, 2);
  if (!second || !lexer.take(' ')) return std::nullopt;
  const auto zone = take_offset(lexer);
  if (!zone || !lexer.done()) return std::nullopt;
  return zoned({static_cast<int>(*year), *month, *day, *hour, *minute, *second, *zone});
}

}  // namespace mail
