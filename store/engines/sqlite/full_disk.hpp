// A full disk as the log shows it: a line when it is met, and one a minute while it lasts, however many are
// refused.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>

#include "base/clock.hpp"
#include "base/log.hpp"

namespace store::sqlite {

/// Thread-safe. The clock outlives it.
class FullDisk {
 public:
  FullDisk(const base::Clock& clock, base::Log log) : clock_(clock), log_(std::move(log)) {}

  /// So many operations were refused for want of space.
  void refused(std::uint64_t operations);

 private:
  const base::Clock& clock_;
  base::Log log_;
  std::mutex mutex_;
  std::uint64_t unsaid_ = 0;  // since the last line
  std::optional<base::Time> said_;
};

}  // namespace store::sqlite
