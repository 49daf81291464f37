// A limit of pushes a second to one destination.
#pragma once

#include <chrono>
#include <optional>

#include "base/clock.hpp"

namespace notifyd::dispatch {

/// A token bucket, kept as the time at which it would be full (so idle destinations cost nothing). One
/// thread.
class Rate {
 public:
  /// `per_second` tokens come in, at most `burst` are saved; both > 0.
  Rate(double per_second, double burst);

  /// Takes one token and says when it may be used: now, or later. Nothing, and no token, if that were more
  /// than `longest` away.
  std::optional<base::Time> take(base::Time now, std::chrono::milliseconds longest);

 private:
  std::chrono::microseconds between_;
  std::chrono::microseconds saved_;
  base::Time full_at_;
};

}  // namespace notifyd::dispatch
