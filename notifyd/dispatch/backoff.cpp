// Exponential backoff with jitter.

#include "notifyd/dispatch/backoff.hpp"

#include <algorithm>

namespace notifyd::dispatch {

using namespace std::chrono_literals;

namespace {

/// Over 75 % to 125 %.
std::chrono::microseconds spread_over(std::chrono::microseconds step, double chance) {
  return std::chrono::duration_cast<std::chrono::microseconds>(step * (0.75 + chance / 2));
}

}  // namespace

base::Time next_try(const Backoff& backoff, std::uint32_t failures,
                    std::optional<std::chrono::seconds> again_after, base::Time now, double chance) {
  const auto doublings = std::min<std::uint32_t>(failures, 30);
  const auto step = std::min(backoff.first * (std::int64_t{1} << doublings), backoff.longest);
  const auto spread = spread_over(step, chance);
  const auto asked = std::chrono::microseconds(std::min<std::chrono::seconds>(again_after.value_or(0s), 24h));
  // What was asked for is spread too, but only upwards.
  const auto asked_spread =
      asked + std::chrono::duration_cast<std::chrono::microseconds>(asked * (chance / 10));
  return now + std::max(spread, asked_spread);
}

base::Time next_turn(const Backoff& backoff, base::Time created, base::Time now, double chance) {
  const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(now - created);
  const auto longest = std::max<std::chrono::milliseconds>(backoff.first, 1min);
  return now + spread_over(std::clamp(age / 4, backoff.first, longest), chance);
}

}  // namespace notifyd::dispatch
