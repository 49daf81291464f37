// [sieve] of the configuration.

#include "notifyd/sieve_settings.hpp"

#include "mail/address.hpp"
#include "notifyd/setting_values.hpp"

namespace notifyd {
namespace {

/// One of four words, or <address>; without the brackets.
std::string report_author(base::Section& section) {
  auto from = section.text("report_from", "postmaster");
  for (const char* word : {"postmaster", "sender", "recipient", "user_email"})
    if (from == word) return from;
  if (from.starts_with('<') && from.ends_with('>')) from = from.substr(1, from.size() - 2);
  const auto address = mail::parse_address(from);
  if (!address || address->domain.empty())
    section.fault("report_from", "give postmaster, sender, recipient, user_email, or <user@example.org>");
  return from;
}

SieveSettings sieve(base::Section section) {
  SieveSettings out;
  out.before = file(section, "before");
  out.after = file(section, "after");
  out.global = folder(section, "global");
  out.script_limit = section.size("script_limit", out.script_limit);
  out.scripts = count(section, "scripts", out.scripts, 1, 10'000);
  out.lists = count(section, "lists", out.lists, 0, 10'000);
  out.list_entries = count(section, "list_entries", out.list_entries, 1, 1'000'000);
  out.redirects = count(section, "redirects", out.redirects, 0, 100);
  out.notifications = count(section, "notifications", out.notifications, 0, 100);
  out.disabled = read_disabled(section);
  out.report_from = report_author(section);
  out.error_mail = section.flag("error_mail", out.error_mail);
  out.headers_not_added = section.texts("headers_not_added");
  out.headers_not_deleted = section.texts("headers_not_deleted");
  return out;
}

/// RFC 5230 section 4.1, RFC 6131 section 2.
void vacation(base::Section section, SieveSettings& out) {
  out.vacation_least = section.duration("min_period", out.vacation_least);
  out.vacation_usual = section.duration("default_period", out.vacation_usual);
  out.vacation_most = section.duration("max_period", out.vacation_most);
  if (out.vacation_most <= std::chrono::hours(7 * 24))
    section.fault("max_period", "RFC 5230 wants more than 7 days");
  if (out.vacation_least > out.vacation_most) section.fault("min_period", "it is longer than max_period");
}

/// RFC 5235.
std::shared_ptr<const sieve::ScoreSource> scores(base::Section section) {
  using Type = sieve::ScoreSettings::Type;
  sieve::ScoreSettings wanted{.status_header = section.text("status_header")};
  const auto type = section.choice("status_type", "score", {"score", "strlen", "text"});
  wanted.type = type == "strlen" ? Type::strlen : type == "text" ? Type::text : Type::score;
  const auto most = section.number("max_value", 0, 0, 1'000'000);
  if (most > 0) wanted.max_value = static_cast<double>(most);
  wanted.max_header = section.text("max_header");
  wanted.words = section.texts("text_values");
  if (wanted.status_header.empty()) return nullptr;
  auto made = sieve::ScoreSource::make(wanted);
  if (made) return std::move(*made);
  section.fault("status_header", made.error().text);
  return nullptr;
}

}  // namespace

SieveSettings read_sieve(base::Config& config) {
  SieveSettings out = sieve(config.section("sieve"));
  vacation(config.section("sieve.vacation"), out);
  out.notify = read_notify(config);
  out.programs = programs::read_programs(config);
  out.converters = programs::read_converters(config, out.programs);
  out.classes = read_sieve_classes(config);
  out.spam = scores(config.section("sieve.spamtest"));
  out.virus = scores(config.section("sieve.virustest"));
  return out;
}

}  // namespace notifyd
