// [sieve.vacation] and [sieve.class.NAME.vacation]: how often scripts answer, and in which manner.
#pragma once

#include "base/config.hpp"
#include "sieve/limits.hpp"

namespace notifyd {

/// What the table does not say stays as it is in `limits`.
void read_vacation(base::Section section, sieve::Limits& limits);

}  // namespace notifyd
