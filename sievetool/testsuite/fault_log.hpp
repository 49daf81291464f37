// What the mistakes of a script leave in the error log.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sieve/error.hpp"
#include "sieve/limits.hpp"

namespace sievetool::testsuite {

/// The entries for a script that was refused: of a script that cannot be parsed the syntax errors alone, else
/// the first thing wrong with each command and test.
std::vector<std::string> fault_log(std::string_view script, const std::vector<sieve::Fault>& faults,
                                   const sieve::Limits& limits);

}  // namespace sievetool::testsuite
