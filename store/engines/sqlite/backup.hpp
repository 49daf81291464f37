// A copy of a running store.
#pragma once

#include <filesystem>

#include "store/engines/sqlite/keeper.hpp"
#include "store/engines/sqlite/writer.hpp"
#include "store/segments/files.hpp"
#include "store/segments/log.hpp"

namespace store::sqlite {

/// Writes the state of one moment to `to`, which must be empty or not there, while deliveries go on. Without
/// the key file of the secrets: keep that apart. Throws std::runtime_error.
void back_up(Writer& writer, Keeper& keeper, segments::Log& log, const segments::Files& files,
             const std::filesystem::path& to);

/// Throws std::runtime_error if the folder has segments and no database: what is in them would be lost.
void require_database(const std::filesystem::path& folder);

}  // namespace store::sqlite
