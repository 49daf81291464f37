// A clock that a test turns while the threads of an engine read it.
#pragma once

#include <atomic>
#include <chrono>

#include "base/clock.hpp"

namespace tests {

class TurnableClock final : public base::Clock {
 public:
  [[nodiscard]] base::Time now() const override { return base::from_microseconds(now_); }
  void advance(std::chrono::microseconds by) { now_ += by.count(); }

 private:
  std::atomic<std::int64_t> now_{1'700'000'000'000'000};
};

}  // namespace tests
