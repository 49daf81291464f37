// The two halves of a check: rows, and the bodies that they name.
#pragma once

#include <string>
#include <vector>

#include "store/engines/sqlite/connection.hpp"
#include "store/engines/sqlite/secrets.hpp"
#include "store/segments/files.hpp"

namespace store::sqlite {

void check_rows(Connection& snapshot, const Secrets& secrets, std::vector<std::string>& faults);
void check_bodies(Connection& snapshot, segments::Files& files, std::vector<std::string>& faults);

}  // namespace store::sqlite
