// NF, the notification filters.

#include "notifyd/filters/notification.hpp"

#include <algorithm>
#include <chrono>

#include "mail/quiet_hours.hpp"

namespace notifyd::filters {
namespace {

using namespace std::chrono_literals;
using Heard = store::Presence::Heard;

constexpr auto time_to_hear = 10s;
constexpr auto longest_doubt = 14s;
constexpr auto look_again = 2s;

}  // namespace

Manner by_presence(bool listens, Heard heard, base::Time happened, base::Time now) {
  if (heard == Heard::yes) return {.act = Manner::Act::silent, .why = "it has heard in band"};
  if (!listens && heard == Heard::no) return {.why = "it does not listen in band"};
  if (happened > now + time_to_hear)
    return {.why = "it listens in band; the clock was set back, so nobody knows whether it heard in time"};
  const auto decided = happened + time_to_hear;
  if (now < decided)
    return {.act = Manner::Act::wait,
            .until = decided,
            .why = "it listens in band: waits whether it hears there"};
  const auto last = happened + longest_doubt;
  if (heard == Heard::pending && now < last)
    return {.act = Manner::Act::wait,
            .until = std::min(now + look_again, last),
            .why = "what was written in band is not acknowledged yet"};
  return {.why = "it listens in band, and did not hear there in time"};
}

Manner by_quiet_hours(const std::optional<mail::QuietHours>& hours, base::Time now) {
  if (!hours) return {.why = "it has no quiet hours"};
  const auto end = mail::quiet_until(*hours, now);
  if (!end) return {.why = "these are not its quiet hours"};
  return {.act = Manner::Act::wait, .until = *end, .why = "these are its quiet hours: held until they end"};
}

}  // namespace notifyd::filters
