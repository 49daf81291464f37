// What a run may cost (RFC 5228 section 2.10.7).
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

namespace sieve {

/// Leaves a run whose budget is used up; caught by sieve::run and by nobody else.
struct BudgetUsedUp {};

/// Counts octets that are compared or copied; 64 of them are a step, as a command or test is. It is charged
/// before the work, also inside one comparison, so that no single one can be too much.
class Budget {
 public:
  static constexpr std::uint64_t octets_of_step = 64;

  explicit Budget(std::uint64_t steps)
      : most_(std::min(steps, std::numeric_limits<std::uint64_t>::max() / 2 / octets_of_step) *
              octets_of_step) {}
  Budget(const Budget&) = delete;
  Budget& operator=(const Budget&) = delete;
  ~Budget() = default;

  void spend(std::uint64_t steps) { spend_octets(steps * octets_of_step); }
  void spend_octets(std::uint64_t octets) {
    spent_ += octets;
    if (spent_ > most_) throw BudgetUsedUp{};
  }
  /// In steps.
  [[nodiscard]] std::uint64_t spent() const { return spent_ / octets_of_step; }

 private:
  const std::uint64_t most_;
  std::uint64_t spent_ = 0;
};

}  // namespace sieve
