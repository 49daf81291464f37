// [sieve] of the configuration.

#include "notifyd/sieve_settings.hpp"

#include <algorithm>
#include <memory>
#include <string_view>

#include "base/text.hpp"
#include "mail/address.hpp"
#include "notifyd/setting_values.hpp"
#include "notifyd/sieve_limits.hpp"
#include "notifyd/vacation_settings.hpp"
#include "sieve/score.hpp"

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
  out.limits.script_octets = section.size("script_limit", out.limits.script_octets);
  out.scripts = count(section, "scripts", out.scripts, 1, 10'000);
  out.lists = count(section, "lists", out.lists, 0, 10'000);
  out.list_entries = count(section, "list_entries", out.list_entries, 1, 1'000'000);
  out.disabled = read_disabled(section, {});
  out.report_from = report_author(section);
  out.error_mail = section.flag("error_mail", out.error_mail);
  out.limits.fields_not_added = section.texts("headers_not_added");
  out.limits.fields_not_deleted = section.texts("headers_not_deleted");
  return out;
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

bool names_an_item(std::string_view name) {
  using base::text::is_alpha, base::text::is_digit;
  return !name.empty() &&
         std::ranges::all_of(name, [](char c) { return is_alpha(c) || is_digit(c) || c == '-' || c == '_'; });
}

/// Each key NAME as the item vnd.dovecot.config.NAME.
sieve::Environment::Items environment(base::Config& config) {
  const std::string table = "sieve.environment";
  auto section = config.section(table);
  sieve::Environment::Items items;
  for (const auto& name : config.keys(table)) {
    if (!names_an_item(name))
      section.fault(name, "the name of an item has letters, digits, - and _, and nothing else");
    const auto item = "vnd.dovecot.config." + base::text::lowered(name);
    if (!items.emplace(item, section.text(name)).second)
      section.fault(name, "it is there already: the names of items are the same in upper and lower case");
  }
  return items;
}

}  // namespace

SieveSettings read_sieve(base::Config& config) {
  SieveSettings out = sieve(config.section("sieve"));
  read_sieve_limits(config.section("sieve.limits"), out.limits);
  read_vacation(config.section("sieve.vacation"), out.limits);
  out.environment = environment(config);
  out.notify = read_notify(config);
  out.programs = programs::read_programs(config);
  out.limits.converters = programs::read_converters(config, out.programs);
  out.limits.spam = scores(config.section("sieve.spamtest"));
  out.limits.virus = scores(config.section("sieve.virustest"));
  out.classes = read_sieve_classes(config, {.name = {},
                                            .members = {},
                                            .disabled = out.disabled,
                                            .disabled_methods = {},
                                            .limits = out.limits,
                                            .a_day = out.notify.a_day});
  return out;
}

}  // namespace notifyd
