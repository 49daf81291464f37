// [sieve.vacation] of the configuration (RFC 5230 section 4.1, RFC 6131 section 2); the manners are named as
// Pigeonhole names them.

#include "notifyd/vacation_settings.hpp"

#include <chrono>
#include <string_view>

namespace notifyd {
namespace {

constexpr std::chrono::seconds longest = std::chrono::hours(10 * 365 * 24);

std::chrono::seconds period(base::Section& section, std::string_view key, std::chrono::seconds otherwise) {
  const auto found = std::chrono::floor<std::chrono::seconds>(section.duration(key, otherwise));
  if (found <= longest) return found;
  section.fault(key, "it is longer than ten years");
  return otherwise;
}

void read_periods(base::Section& section, sieve::Limits& limits) {
  const auto most = limits.vacation_most;
  limits.vacation_least = period(section, "min_period", limits.vacation_least);
  limits.vacation_usual = period(section, "default_period", limits.vacation_usual);
  limits.vacation_most = period(section, "max_period", limits.vacation_most);
  // What is wrong of the site is mended, so that no class is blamed for it.
  if (limits.vacation_most <= std::chrono::hours(7 * 24)) {
    section.fault("max_period", "RFC 5230 wants more than 7 days");
    limits.vacation_most = most;
  }
  if (limits.vacation_least > limits.vacation_most) {
    section.fault("min_period", "it is longer than max_period");
    limits.vacation_least = limits.vacation_most;
  }
}

void read_manners(base::Section& section, sieve::VacationManners& manners) {
  manners.subject = section.text("subject", manners.subject);
  manners.subject_template = section.text("subject_template", manners.subject_template);
  manners.to_anybody = !section.flag("check_recipient", !manners.to_anybody);
  manners.sender_is_owner = section.flag("send_from_recipient", manners.sender_is_owner);
  manners.to_header_author = section.flag("to_header_ignore_envelope", manners.to_header_author);
}

}  // namespace

void read_vacation(base::Section section, sieve::Limits& limits) {
  read_periods(section, limits);
  read_manners(section, limits.vacation);
}

}  // namespace notifyd
