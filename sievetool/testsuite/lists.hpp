// External lists (RFC 6134), as settings describe them.
#pragma once

#include <string_view>

#include "sievetool/testsuite/settings.hpp"

namespace sievetool::testsuite {

/// A list of the setting `sieve_extlists_list`, by its name or by its URN.
bool list_known(const Settings& settings, std::string_view list);
/// Lists without a file are empty.
bool list_holds(const Settings& settings, std::string_view list, std::string_view value);

}  // namespace sievetool::testsuite
