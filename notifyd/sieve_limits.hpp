// [sieve.limits] and [sieve.class.NAME.limits]: what a script may cost, and how much it may do.
#pragma once

#include "base/config.hpp"
#include "sieve/limits.hpp"

namespace notifyd {

/// What the table does not say stays as it is in `limits`.
void read_sieve_limits(base::Section section, sieve::Limits& limits);

}  // namespace notifyd
