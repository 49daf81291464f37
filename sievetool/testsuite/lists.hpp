// External lists (RFC 6134), as settings describe them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sievetool/testsuite/settings.hpp"

namespace sievetool::testsuite {

/// A list of the setting `sieve_extlists_list`, by its name or by its URN.
bool list_known(const Settings& settings, std::string_view list);
/// The first of the values that the list holds. Lists without a file are empty.
std::optional<std::string> list_holds(const Settings& settings, std::string_view list,
                                      const std::vector<std::string>& values);

}  // namespace sievetool::testsuite
