// A script held against the Sieve engine, as PUTSCRIPT and CHECKSCRIPT answer it.
#pragma once

#include <string>

#include "managesieve/command.hpp"
#include "managesieve/service.hpp"

namespace managesieve {

/// OK, OK (WARNINGS) with the warnings, or NO with the errors. Runs on the pool.
net::Task<Reply> check_script(const Service& service, const store::auth::Identity& who, std::string text);

}  // namespace managesieve
