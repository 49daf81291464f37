// When a push that failed for now is tried again.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/clock.hpp"

namespace notifyd::dispatch {

struct Backoff {
  std::chrono::milliseconds first;    ///< after the first failure
  std::chrono::milliseconds longest;  ///< doubling ends here
};

/// `failures` counts the earlier ones. `chance` in [0, 1) spreads the answer over 75 % to 125 % of the step,
/// so that what failed together does not come back together. What the other side asked for (`again_after`, at
/// most a day) is waited for at least.
base::Time next_try(const Backoff& backoff, std::uint32_t failures,
                    std::optional<std::chrono::seconds> again_after, base::Time now, double chance);

/// When what could not even be tried, since too much was before it, is looked at again: after a quarter of
/// its age, so that a crowd which has waited long does not come back at every moment; within a minute.
base::Time next_turn(const Backoff& backoff, base::Time created, base::Time now, double chance);

}  // namespace notifyd::dispatch
