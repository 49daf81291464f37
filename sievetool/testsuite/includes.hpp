// Following the includes of a script when it is compiled, as Pigeonhole does.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sieve/program.hpp"
#include "sievetool/testsuite/world.hpp"

namespace sievetool::testsuite {

/// What is wrong with the scripts that a script includes, and those in turn, as entries of the error log: the
/// faults of each, and one more for each include on the way back up. `program` null: the script has errors of
/// its own, and its includes are those that it names anywhere.
std::vector<std::string> faults_of_included(World& world, std::string_view script,
                                            const sieve::Program* program);

}  // namespace sievetool::testsuite
