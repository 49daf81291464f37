// Running one test file.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "sievetool/testsuite/world.hpp"

namespace sievetool::testsuite {

struct Report {
  std::vector<Verdict> blocks;           ///< that ran to their end, in order
  std::string failure;                   ///< why the file as a whole failed
  bool passed = true;                    ///< the file as a whole
  std::vector<std::string> errors = {};  ///< the error log, where it failed
};

/// Compiles and runs it. What the compiler has to say goes to standard error.
/// `prints` is where test_message_print and the like write.
Report run_file(const std::string& path, std::ostream& prints);

}  // namespace sievetool::testsuite
