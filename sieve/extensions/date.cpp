// "date" (RFC 5260): the tests date and currentdate.

#include "mail/date.hpp"

#include <array>
#include <chrono>
#include <cstdio>

#include "base/text.hpp"
#include "mail/lexer.hpp"
#include "sieve/extension.hpp"
#include "sieve/match.hpp"
#include "sieve/moment.hpp"
#include "sieve/selection.hpp"

namespace sieve {
namespace {

/// A moment as a clock on the wall of its zone shows it.
struct Clock {
  mail::ZonedTime when;
  std::chrono::year_month_day day;
  std::chrono::days since_1970;
  std::chrono::hh_mm_ss<std::chrono::seconds> time;
};

Clock clock(mail::ZonedTime when) {
  const auto local =
      std::chrono::floor<std::chrono::seconds>(when.time) + std::chrono::minutes(when.zone_minutes);
  const auto day = std::chrono::floor<std::chrono::days>(local);
  return {.when = when,
          .day = std::chrono::year_month_day(day),
          .since_1970 = day.time_since_epoch(),
          .time = std::chrono::hh_mm_ss(local - day)};
}

template <class... Numbers>
std::string print(const char* format, Numbers... numbers) {
  std::array<char, 64> out{};
  std::snprintf(out.data(), out.size(), format, static_cast<int>(numbers)...);
  return out.data();
}

std::string date(const Clock& at) {
  return print("%04d-%02d-%02d", static_cast<int>(at.day.year()), static_cast<unsigned>(at.day.month()),
               static_cast<unsigned>(at.day.day()));
}

std::string time(const Clock& at) {
  return print("%02d:%02d:%02d", at.time.hours().count(), at.time.minutes().count(),
               at.time.seconds().count());
}

std::string offset(const Clock& at, const char* format) {
  const int minutes = at.when.zone_minutes;
  const int size = minutes < 0 ? -minutes : minutes;
  return (minutes < 0 ? '-' : '+') + print(format, size / 60, size % 60);
}

/// 40587 is the Modified Julian Day of 1970-01-01.
std::string julian(const Clock& at) {
  return std::to_string(at.since_1970.count() + 40587);
}

struct DatePart {
  std::string_view name;
  std::string (*of)(const Clock&);
};

constexpr std::array<DatePart, 13> date_parts = {{
    {"year", [](const Clock& at) { return print("%04d", static_cast<int>(at.day.year())); }},
    {"month", [](const Clock& at) { return print("%02d", static_cast<unsigned>(at.day.month())); }},
    {"day", [](const Clock& at) { return print("%02d", static_cast<unsigned>(at.day.day())); }},
    {"date", date},
    {"julian", julian},
    {"hour", [](const Clock& at) { return print("%02d", at.time.hours().count()); }},
    {"minute", [](const Clock& at) { return print("%02d", at.time.minutes().count()); }},
    {"second", [](const Clock& at) { return print("%02d", at.time.seconds().count()); }},
    {"time", time},
    {"iso8601", [](const Clock& at) { return iso8601(at.when); }},
    {"std11", [](const Clock& at) { return mail::date_text(at.when); }},
    {"zone", [](const Clock& at) { return offset(at, "%02d%02d"); }},
    {"weekday",
     [](const Clock& at) {
       return print("%d", std::chrono::weekday(std::chrono::sys_days(at.since_1970)).c_encoding());
     }},
}};

const DatePart* part_named(std::string_view name) {
  const auto* found = std::ranges::find_if(
      date_parts, [&](const DatePart& part) { return base::text::same_ignoring_case(part.name, name); });
  return found == date_parts.end() ? nullptr : found;
}

/// In the zone that the script asks for. One that is none is the local one, as for Pigeonhole.
mail::ZonedTime shifted(Run& run, const Arguments& arguments, mail::ZonedTime when) {
  if (arguments.has(":originalzone")) return when;
  const auto wanted = arguments.has(":zone") ? zone_minutes(arguments.string(":zone")) : std::optional<int>();
  if (arguments.has(":zone") && !wanted)
    run.note("  \"" + std::string(arguments.string(":zone")) + "\" is no time zone; taking the local one");
  return {.time = when.time, .zone_minutes = wanted ? *wanted : local_zone(when.time)};
}

bool matches(Run& run, const Arguments& arguments, std::optional<mail::ZonedTime> when) {
  Match match(run, arguments);
  const auto* part = part_named(arguments.string("date-part"));
  if (part == nullptr) return false;
  if (when && match.offer(part->of(clock(shifted(run, arguments, *when))))) return true;
  return match.finish();
}

/// Behind the last semicolon that stands in no comment; the start if there is none.
std::size_t behind_semicolon(std::string_view body) {
  std::size_t begin = 0;
  for (mail::Lexer lexer(body); !lexer.done();) {
    if (lexer.skip_cfws()) continue;
    if (lexer.peek() == '"')
      (void)lexer.quoted_string();
    else if (lexer.take(';'))
      begin = lexer.at();
    else
      lexer.skip(1);
  }
  return begin;
}

/// Section 4: the whole field, or what stands behind its last semicolon.
std::optional<mail::ZonedTime> date_of(Run& run, std::string_view body) {
  run.spend_octets(4 * body.size());
  if (auto found = mail::parse_date(body.substr(behind_semicolon(body)))) return found;
  const auto semicolon = body.rfind(';');  // a comment may never end
  return semicolon == std::string_view::npos ? std::nullopt : mail::parse_date(body.substr(semicolon + 1));
}

bool date_test(Run& run, const Arguments& arguments) {
  const Text& name = arguments.texts("header-name").front();
  const auto bodies = run.fields().bodies(name.slot, run.text(name));
  const auto chosen = selected(arguments, bodies.size());
  return matches(run, arguments, chosen ? date_of(run, bodies[*chosen]) : std::nullopt);
}

// Section 5: one moment for the whole run.
bool current_date(Run& run, const Arguments& arguments) {
  return matches(run, arguments, mail::ZonedTime{.time = run.environment().now});
}

void check_date(Check& check, Condition& condition) {
  check_selection(check, condition.given);
  for (const auto& tag : condition.given.tags) {
    if (tag.tag->name != ":zone") continue;
    const Text& zone = tag.value->strings.front();
    if (zone.is_constant() && !zone_minutes(zone.constant))
      check.warn(zone.span, "no time zone, so the local one is taken", "write it as \"+0100\"");
  }
  const auto& positional = condition.given.positional;
  const Text& part = positional[positional.size() - 2]->strings.front();
  if (!part.is_constant() || part_named(part.constant) != nullptr) return;
  std::vector<std::string> names;
  for (const auto& one : date_parts) names.emplace_back(one.name);
  check.warn(part.span, "no part of a date is called \"" + part.constant + "\", so nothing will match",
             "there are " + base::text::join(names, ", "));
}

const Tag zone_tag{.name = ":zone", .takes = {string("time-zone")}, .group = "zone"};

}  // namespace

extern const Extension date_extension{
    .capability = "date",
    .tests = {{.name = "date",
               .takes = {{.name = "header-name", .header_names = true},
                         string("date-part"),
                         string_list("key-list")},
               .tags = {zone_tag, {.name = ":originalzone", .group = "zone"}},
               .keys = "key-list",
               .check = check_date,
               .evaluate = date_test},
              {.name = "currentdate",
               .takes = {string("date-part"), string_list("key-list")},
               .tags = {zone_tag},
               .keys = "key-list",
               .check = check_date,
               .evaluate = current_date}},
};

}  // namespace sieve
