// Choices at random that are the same for the same seed, on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <random>

namespace sieve {

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : numbers_(seed) {}
  std::size_t below(std::size_t end) { return numbers_() % end; }
  bool one_in(std::size_t count) { return below(count) == 0; }
  template <class Many>
  const auto& among(const Many& many) {
    return *std::next(std::begin(many), static_cast<std::ptrdiff_t>(below(std::size(many))));
  }

 private:
  std::mt19937_64 numbers_;
};

}  // namespace sieve
