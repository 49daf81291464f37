// sievetool called as a person does, in this process.
#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "sievetool/command.hpp"

namespace sievetool {

class CommandLineTest : public testing::Test {
 protected:
  /// The exit status; what it printed is in `output` and `errors`.
  int call(const std::vector<std::string>& words) {
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int status = sievetool::call(words);
    output = testing::internal::GetCapturedStdout();
    errors = testing::internal::GetCapturedStderr();
    return status;
  }

  std::string output;
  std::string errors;
};

}  // namespace sievetool
