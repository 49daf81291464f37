// Whether a store keeps all that it promises.
#pragma once

#include <string>
#include <vector>

#include "store/engines/sqlite/connection.hpp"
#include "store/engines/sqlite/secrets.hpp"
#include "store/segments/files.hpp"

namespace store::sqlite {

/// A sentence for each thing that is wrong; none if the store is sound. On one snapshot, so it may run beside
/// deliveries; it reads every body.
std::vector<std::string> check(Connection& snapshot, segments::Files& files, const Secrets& secrets);

}  // namespace store::sqlite
