// Fuzzes sieve: reading, checking and printing scripts, as they come and made of Sieve's own words.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/sieve_words.hpp"
#include "sieve/engine.hpp"
#include "sieve/print.hpp"

namespace {

void check(std::string_view script) {
  static const sieve::Engine engine;
  const auto checked = engine.check(script);
  // A program or a reason why not; and every fault can be shown, within the limit.
  if ((checked.program == nullptr) != sieve::has_errors(checked.faults)) std::abort();
  if (checked.faults.size() > engine.limits().faults) std::abort();
  for (const auto& fault : checked.faults) {
    if (fault.line == 0 || fault.column == 0 || fault.text.empty()) std::abort();
    if (sieve::rendered(fault, "fuzz").empty()) std::abort();
  }
}

/// What is printed says the same, and is its own layout.
void print(std::string_view script) {
  const sieve::Limits limits;
  std::vector<sieve::Fault> faults;
  const auto layout = sieve::printed(script, limits, faults);
  if (!layout.has_value() != sieve::has_errors(faults)) std::abort();
  if (!layout) return;
  const auto before = sieve::syntax::parse(script, sieve::Lines(script), limits, faults);
  const auto after = sieve::syntax::parse(*layout, sieve::Lines(*layout), limits, faults);
  if (!sieve::syntax::same(before, after)) std::abort();
  if (sieve::printed(*layout, limits, faults) != layout) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view octets(reinterpret_cast<const char*>(data), size);
  const auto script =
      octets[0] % 2 == 0 ? std::string(octets.substr(1)) : fuzz::sieve_script(octets.substr(1));
  check(script);
  print(script);
  return 0;
}
