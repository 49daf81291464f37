// The one place where an Error becomes a ManageSieve response code (RFC 5804 section 1.3).
#pragma once

#include "base/result.hpp"
#include "managesieve/command.hpp"

namespace managesieve {

/// NO, with the code that the table gives.
Reply refusal(const base::Error& error);

}  // namespace managesieve
