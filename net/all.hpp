// Several coroutines at once, awaited together.
#pragma once

#include <vector>

#include "net/task.hpp"

namespace net {

/// Runs all `tasks` at once on the caller's loop and resumes it when the last has ended. If some threw, the
/// first exception is thrown here, after all have ended. Not cancellable, so for work that ends by itself.
Task<> all(std::vector<Task<>> tasks);

}  // namespace net
