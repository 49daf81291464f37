// A token bucket (the virtual scheduling form of the generic cell rate algorithm, ITU-T I.371).

#include "notifyd/dispatch/rate.hpp"

#include <algorithm>

namespace notifyd::dispatch {

Rate::Rate(double per_second, double burst)
    : between_(static_cast<std::int64_t>(1e6 / per_second)),
      saved_(static_cast<std::int64_t>((burst - 1) * 1e6 / per_second)) {}

std::optional<base::Time> Rate::take(base::Time now, std::chrono::milliseconds longest) {
  // Fuller than it can ever be: the clock was set back, and the destination would rest until it has come
  // again.
  if (full_at_ > now + saved_ + longest + between_) full_at_ = now;
  const auto full_at = std::max(full_at_, now);
  const auto usable = std::max(now, full_at - saved_);
  if (usable - now > longest) return std::nullopt;
  full_at_ = full_at + between_;
  return usable;
}

}  // namespace notifyd::dispatch
