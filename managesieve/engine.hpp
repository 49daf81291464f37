// The Sieve engine as a ManageSieve service sees it: what scripts can do, and whether one is right.
#pragma once

#include "managesieve/service.hpp"
#include "sieve/engine.hpp"

namespace managesieve {

/// The SIEVE, NOTIFY and MAXREDIRECTS lines, from the engine's tables.
Abilities abilities_of(const sieve::Engine& engine);

/// Errors, a line each: `line 3, column 9: error: ...`; without errors warnings, all in one line.
CheckResult check_with(const sieve::Engine& engine, std::string_view script);

}  // namespace managesieve
