// Fuzzes sieve: reading and checking scripts, as they come and made of Sieve's own words.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "fuzz/sieve_words.hpp"
#include "sieve/engine.hpp"

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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view octets(reinterpret_cast<const char*>(data), size);
  check(octets[0] % 2 == 0 ? std::string(octets.substr(1)) : fuzz::sieve_script(octets.substr(1)));
  return 0;
}
