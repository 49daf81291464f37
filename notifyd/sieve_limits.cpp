// [sieve.limits] of the configuration: a row for each limit of the engine, but the size of a script.

#include "notifyd/sieve_limits.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <string>

#include "notifyd/setting_values.hpp"

namespace notifyd {
namespace {

using sieve::Limits;

enum class Kind { count, size, period };  ///< a period is in seconds

struct Row {
  const char* key;
  Kind kind;
  std::uint64_t least;
  std::uint64_t most;
  std::uint64_t (*get)(const Limits&);
  void (*set)(Limits&, std::uint64_t);
};

/// The members differ in type.
template <auto member>
constexpr Row row(const char* key, Kind kind, std::uint64_t least, std::uint64_t most) {
  return {key,
          kind,
          least,
          most,
          [](const Limits& limits) -> std::uint64_t { return limits.*member; },
          [](Limits& limits, std::uint64_t value) { limits.*member = value; }};
}

constexpr std::uint64_t kilo = 1 << 10;
constexpr std::uint64_t mega = 1 << 20;
constexpr std::uint64_t giga = 1 << 30;
constexpr std::uint64_t ten_years = 10ULL * 365 * 24 * 3600;

// The least is what an RFC demands, where one does. Blocks, scripts within scripts and loops go down one
// stack together: their most fits there.
constexpr std::array rows{
    row<&Limits::nesting>("nesting", Kind::count, 15, 64),  // RFC 5228 section 2.10.7
    row<&Limits::faults>("faults", Kind::count, 1, 10'000),
    row<&Limits::key_octets>("regex_memory", Kind::size, mega, giga),
    row<&Limits::arguments>("arguments", Kind::count, 15, 1000),
    row<&Limits::match_variables>("match_variables", Kind::count, 9, 99),  // RFC 5229 section 6
    row<&Limits::variables>("variables", Kind::count, 128, 10'000),        // RFC 5229 section 6
    row<&Limits::steps>("steps", Kind::count, 10'000, 1'000'000'000),
    row<&Limits::steps_of_tries>("steps_of_tries", Kind::count, 10'000, 10'000'000'000),
    row<&Limits::actions>("actions", Kind::count, 1, 1000),  // RFC 5228 section 2.10.4
    row<&Limits::redirects>("redirects", Kind::count, 0, 100),
    row<&Limits::flags>("flags", Kind::count, 16, 10'000),
    row<&Limits::notifications>("notifications", Kind::count, 0, 100),
    row<&Limits::received_fields>("received_fields", Kind::count, 10, 1000),
    row<&Limits::variable_octets>("variable_size", Kind::size, 4000, mega),  // RFC 5229 section 6
    row<&Limits::string_octets>("string_size", Kind::size, 4000, 64 * mega),
    row<&Limits::include_depth>("include_depth", Kind::count, 3, 20),  // RFC 6609 section 3.1
    row<&Limits::includes>("includes", Kind::count, 3, 10'000),
    row<&Limits::loops>("loops", Kind::count, 2, 20),  // RFC 5703 section 3
    row<&Limits::parts>("parts", Kind::count, 100, 1'000'000),
    row<&Limits::part_octets>("part_size", Kind::size, 4 * kilo, 64 * mega),
    row<&Limits::programs>("programs", Kind::count, 0, 100),
    row<&Limits::remembered>("remembered", Kind::count, 1, 1000),
    row<&Limits::edited_octets>("edited_size", Kind::size, mega, 4 * giga),
    row<&Limits::field_octets>("field_size", Kind::size, 998, 64 * kilo),  // RFC 5293 section 6
    row<&Limits::duplicate_seconds>("duplicate_default_period", Kind::period, 1, ten_years),
    row<&Limits::duplicate_most>("duplicate_max_period", Kind::period, 1, ten_years),
};

std::string text(Kind kind, std::uint64_t value) {
  if (kind == Kind::size) return base::size_text(value);
  return base::duration_text(std::chrono::seconds(value));
}

std::uint64_t size_or_period(base::Section& section, const Row& row, std::uint64_t otherwise) {
  using std::chrono::floor, std::chrono::seconds;
  if (row.kind == Kind::size) return section.size(row.key, otherwise);
  const auto period = floor<seconds>(section.duration(row.key, seconds(otherwise)));
  return static_cast<std::uint64_t>(period.count());
}

std::uint64_t read(base::Section& section, const Row& row, std::uint64_t otherwise) {
  if (row.kind == Kind::count)
    return count(section, row.key, otherwise, static_cast<std::int64_t>(row.least),
                 static_cast<std::int64_t>(row.most));
  const auto found = size_or_period(section, row, otherwise);
  if (found >= row.least && found <= row.most) return found;
  section.fault(row.key, "expected \"" + text(row.kind, row.least) + "\" to \"" + text(row.kind, row.most) +
                             "\", found \"" + text(row.kind, found) + '"');
  return otherwise;
}

}  // namespace

void read_sieve_limits(base::Section section, Limits& limits) {
  for (const Row& row : rows) row.set(limits, read(section, row, row.get(limits)));
  // What is wrong of the site is mended, so that no class is blamed for it.
  if (limits.steps_of_tries < limits.steps) {
    section.fault("steps_of_tries", "it is less than steps, of which it has all");
    limits.steps_of_tries = limits.steps;
  }
  if (limits.duplicate_seconds > limits.duplicate_most) {
    section.fault("duplicate_default_period", "it is longer than duplicate_max_period");
    limits.duplicate_seconds = limits.duplicate_most;
  }
}

}  // namespace notifyd
