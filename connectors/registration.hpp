// How an owner registers a channel: by the members that the table of connectors has for its kind.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "base/result.hpp"
#include "connectors/notification.hpp"

namespace connectors {

/// Values by the names of Connector::members.
using Members = std::map<std::string, std::string, std::less<>>;

/// The target that `given` describes; what may be missing is made. `syntax` for a member that is missing or
/// that the kind does not have. What the values say is for Channel::admit to judge.
base::Result<Target> target_of(const std::string& kind, const Members& given);

/// What target_of made because `given` lacked it.
Members made_for(const Target& target, const Members& given);

}  // namespace connectors
