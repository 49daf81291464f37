// Wall-clock time as the project keeps it, and a clock that tests can turn.
#pragma once

#include <chrono>

namespace base {

/// A point of wall-clock time, UTC, in microseconds (what the store keeps, scale of every stored time).
using Time = std::chrono::time_point<std::chrono::system_clock, std::chrono::microseconds>;

/// Where the time comes from. One per process; tests hand in a ManualClock. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Time now() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Time now() const override {
    return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
  }
};

/// Stands still until it is moved; for tests of one thread.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Time start) : now_(start) {}
  [[nodiscard]] Time now() const override { return now_; }
  void advance(std::chrono::microseconds by) { now_ += by; }

 private:
  Time now_;
};

/// Microseconds since 1970, the form that the store keeps.
inline std::int64_t microseconds(Time time) {
  return time.time_since_epoch().count();
}
inline Time from_microseconds(std::int64_t value) {
  return Time(std::chrono::microseconds(value));
}

}  // namespace base
