// Sizes, times, booleans and lists of names.

#include "sievetool/testsuite/setting_values.hpp"

#include <algorithm>
#include <limits>

#include "base/text.hpp"

namespace sievetool::testsuite {
namespace {

/// A number, times the unit that its last letter names; nothing if that is no unit.
std::optional<std::uint64_t> with_unit(std::string_view text, std::uint64_t (*unit_of)(char)) {
  std::uint64_t unit = 1;
  if (!text.empty() && !base::text::is_digit(text.back())) {
    unit = unit_of(base::text::lower(text.back()));
    text.remove_suffix(1);
  }
  const auto number = base::text::number(base::text::trimmed(text));
  const bool fits = number && unit != 0 && *number <= std::numeric_limits<std::uint64_t>::max() / unit;
  return fits ? std::optional(*number * unit) : std::nullopt;
}

std::uint64_t size_unit(char c) {
  return c == 'k' ? 1U << 10 : c == 'm' ? 1U << 20 : c == 'g' ? 1U << 30 : c == 'b' ? 1 : 0;
}

std::uint64_t time_unit(char c) {
  constexpr std::uint64_t day = 24 * 3600;
  return c == 's' ? 1 : c == 'm' ? 60 : c == 'h' ? 3600 : c == 'd' ? day : c == 'w' ? 7 * day : 0;
}

}  // namespace

std::optional<std::uint64_t> amount(std::string_view text) {
  return with_unit(text, size_unit);
}

std::optional<std::uint64_t> seconds(std::string_view text) {
  return with_unit(text, time_unit);
}

bool is_yes(std::string_view text) {
  return base::text::same_ignoring_case(base::text::trimmed(text), "yes");
}

std::vector<std::string_view> words(std::string_view text) {
  auto all = base::text::split(text, ' ');
  std::erase_if(all, [](std::string_view word) { return word.empty(); });
  return all;
}

std::vector<std::string> chosen(std::string_view list, const std::vector<std::string>& all) {
  const auto named = words(list);
  const auto is_change = [](std::string_view name) { return name.starts_with('+') || name.starts_with('-'); };
  std::vector<std::string> left = std::ranges::all_of(named, is_change) ? all : std::vector<std::string>();
  for (auto name : named) {
    const bool away = name.starts_with('-');
    if (is_change(name)) name.remove_prefix(1);
    std::erase(left, std::string(name));
    if (!away) left.emplace_back(name);
  }
  return left;
}

}  // namespace sievetool::testsuite
