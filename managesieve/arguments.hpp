// Holds the arguments of a command against what it takes.
#pragma once

#include <optional>
#include <vector>

#include "managesieve/command.hpp"

namespace managesieve {

/// Nothing if they are as many and of such kinds as `takes` says, else the reply.
std::optional<Reply> check_arguments(const std::vector<Takes>& takes, const Arguments& arguments);

}  // namespace managesieve
