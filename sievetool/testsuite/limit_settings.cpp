// Which setting belongs to which extension, and which of our limits it sets.

#include "sievetool/testsuite/limit_settings.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "sievetool/testsuite/address_source.hpp"
#include "sievetool/testsuite/scores.hpp"
#include "sievetool/testsuite/setting_values.hpp"
#include "sievetool/testsuite/settings.hpp"

namespace sievetool::testsuite {
namespace {

using sieve::Limits;

/// Dovecot limits seconds, we count steps: so many are one, about.
constexpr std::uint64_t steps_of_second = 2'000'000;
constexpr std::uint64_t usual_cpu_seconds = 30;

struct Number {
  std::string_view name;
  std::string_view extension;
  std::size_t Limits::* limit;
  bool zero_is_none = false;
  std::uint64_t least = 0;                                       ///< a smaller value is not accepted
  std::uint64_t most = std::numeric_limits<std::size_t>::max();  ///< a larger one counts as that
};

constexpr std::array numbers{
    Number{.name = "sieve_max_actions", .extension = "", .limit = &Limits::actions, .zero_is_none = true},
    Number{"sieve_max_redirects", "", &Limits::redirects},
    Number{"sieve_max_script_size", "", &Limits::script_octets},
    Number{"sieve_variables_max_value_size", "variables", &Limits::variable_octets},
    Number{"sieve_variables_max_variable_size", "variables", &Limits::variable_octets},
    Number{"sieve_variables_max_scope_count", "variables", &Limits::variables},
    Number{"sieve_notify_max_notifications", "enotify", &Limits::notifications},
    Number{.name = "sieve_include_max_nesting_depth",
           .extension = "include",
           .limit = &Limits::include_depth,
           .most = 100},  // all go down one stack
    Number{"sieve_include_max_includes", "include", &Limits::includes},
    Number{.name = "sieve_editheader_max_header_size",
           .extension = "editheader",
           .limit = &Limits::field_octets,
           .least = 1024},
};

struct Period {
  std::string_view name;
  std::chrono::seconds Limits::* limit;
};

constexpr std::array periods{Period{"sieve_vacation_min_period", &Limits::vacation_least},
                             Period{"sieve_vacation_default_period", &Limits::vacation_usual},
                             Period{"sieve_vacation_max_period", &Limits::vacation_most}};

void read_numbers(const Settings& settings, std::string_view extension, Limits& limits) {
  const Limits defaults = default_limits();
  for (const auto& one : numbers)
    if (one.extension == extension) limits.*one.limit = defaults.*one.limit;
  for (const auto& one : numbers) {
    if (one.extension != extension) continue;
    const auto set = amount(settings.value(one.name));
    if (!set || *set < one.least) continue;
    const bool none = one.zero_is_none && *set == 0;
    limits.*one.limit = none ? one.most : static_cast<std::size_t>(std::min(*set, one.most));
  }
}

void read_cpu_time(const Settings& settings, Limits& limits) {
  const std::uint64_t time = seconds(settings.value("sieve_max_cpu_time")).value_or(usual_cpu_seconds);
  constexpr auto most = std::numeric_limits<std::uint64_t>::max();
  limits.steps = time == 0 || time > most / steps_of_second ? most : time * steps_of_second;
}

void read_vacation(const Settings& settings, Limits& limits) {
  const Limits defaults = default_limits();
  constexpr std::uint64_t longest = 100ULL * 365 * 24 * 3600;
  for (const auto& one : periods) {
    const auto set = seconds(settings.value(one.name));
    limits.*one.limit = set ? std::chrono::seconds(std::min(*set, longest)) : defaults.*one.limit;
  }
  const auto text = [&](const char* name) { return std::string(settings.value(name)); };
  const auto yes = [&](const char* name) { return is_yes(settings.value(name)); };
  limits.vacation = {.from = defaults.vacation.from,
                     .subject = text("sieve_vacation_default_subject"),
                     .subject_template = text("sieve_vacation_default_subject_template"),
                     .to_anybody = text("sieve_vacation_check_recipient") == "no",
                     .sender_is_owner = yes("sieve_vacation_send_from_recipient"),
                     .to_header_author = yes("sieve_vacation_to_header_ignore_envelope"),
                     .original_recipient = yes("sieve_vacation_use_original_recipient")};
}

/// The names of `sieve_editheader_header` whose field says yes.
std::vector<std::string> protected_fields(const Settings& settings, std::string_view field) {
  std::vector<std::string> names;
  for (const auto element : words(settings.value("sieve_editheader_header"))) {
    const std::string at = "sieve_editheader_header/" + std::string(element) + '/';
    const auto name = settings.value(at + "name");
    if (is_yes(settings.value(at + std::string(field)))) names.emplace_back(name.empty() ? element : name);
  }
  return names;
}

}  // namespace

Limits default_limits() {
  Limits limits;
  limits.variable_octets = 4096;
  limits.variables = 255;
  limits.match_variables = 32;
  limits.vacation_least = std::chrono::hours(24);
  limits.vacation.from = "Postmaster <" + postmaster().text() + ">";
  return limits;
}

std::optional<std::string_view> owner_of_limit(std::string_view name) {
  const auto* found = std::ranges::find(numbers, name, &Number::name);
  return found == numbers.end() ? std::nullopt : std::optional(found->extension);
}

bool is_limit_setting(std::string_view name) {
  constexpr std::array others{"sieve_max_cpu_time",
                              "sieve_vacation_default_subject",
                              "sieve_vacation_default_subject_template",
                              "sieve_vacation_check_recipient",
                              "sieve_vacation_send_from_recipient",
                              "sieve_vacation_to_header_ignore_envelope",
                              "sieve_vacation_use_original_recipient"};
  return std::ranges::find(numbers, name, &Number::name) != numbers.end() ||
         std::ranges::find(periods, name, &Period::name) != periods.end() ||
         std::ranges::find(others, name) != others.end() || is_score_setting(name) ||
         name == "sieve_editheader_header" || name.starts_with("sieve_editheader_header/");
}

void read_limits(const Settings& settings, std::string_view extension, Limits& limits) {
  read_numbers(settings, extension, limits);
  if (extension.empty()) read_cpu_time(settings, limits);
  if (extension == "vacation") read_vacation(settings, limits);
  if (extension == "editheader") {
    limits.fields_not_added = protected_fields(settings, "forbid_add");
    limits.fields_not_deleted = protected_fields(settings, "forbid_delete");
  }
  if (extension.starts_with("spamtest")) limits.spam = score_source(settings, "spamtest", 10);
  if (extension == "virustest") limits.virus = score_source(settings, "virustest", 5);
}

}  // namespace sievetool::testsuite
