// Durations and sizes as configuration files write them.

#include <array>
#include <limits>
#include <span>

#include "base/config.hpp"
#include "base/text.hpp"

namespace base {
namespace {

struct Unit {
  std::string_view suffix;
  std::uint64_t factor;
};

constexpr std::array<Unit, 5> durations{
    {{"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}}};
constexpr std::array<Unit, 4> sizes{{{"", 1}, {"K", 1ULL << 10}, {"M", 1ULL << 20}, {"G", 1ULL << 30}}};

/// The number times its unit's factor; the suffix must be one of `units` exactly (case of sizes ignored).
std::optional<std::uint64_t> with_unit(std::string_view text, std::span<const Unit> units) {
  const auto digits = text.substr(0, text.find_first_not_of("0123456789"));
  const auto count = text::number(digits);
  if (!count) return std::nullopt;
  const auto suffix = text.substr(digits.size());
  for (const auto& unit : units) {
    if (!text::same_ignoring_case(unit.suffix, suffix)) continue;
    if (*count > std::numeric_limits<std::int64_t>::max() / unit.factor) return std::nullopt;
    return *count * unit.factor;
  }
  return std::nullopt;
}

std::string shortest(std::uint64_t value, std::span<const Unit> units) {
  const Unit* best = &units.front();
  for (const auto& unit : units)
    if (value != 0 && value % unit.factor == 0) best = &unit;
  return std::to_string(value / best->factor) + std::string(best->suffix);
}

}  // namespace

std::optional<std::chrono::milliseconds> parse_duration(std::string_view text) {
  const auto value = with_unit(text, durations);
  if (!value) return std::nullopt;
  return std::chrono::milliseconds(*value);
}

std::string duration_text(std::chrono::milliseconds duration) {
  return shortest(static_cast<std::uint64_t>(duration.count()), durations);
}

std::optional<ByteCount> parse_size(std::string_view text) {
  return with_unit(text, sizes);
}
std::string size_text(ByteCount size) {
  return shortest(size, sizes);
}

}  // namespace base
