// Where included scripts lie (RFC 6609): folders beside the test file, or what settings name instead.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "sieve/question.hpp"
#include "sievetool/testsuite/settings.hpp"

namespace sievetool::testsuite {

struct StoredScript {
  std::string text;
  std::filesystem::path folder;  ///< where the paths in it begin
};

/// Nothing: there is no such script. `folder` is that of the test file.
std::optional<StoredScript> stored_script(const Settings& settings, const std::filesystem::path& folder,
                                          const sieve::IncludedScript& wanted);

}  // namespace sievetool::testsuite
