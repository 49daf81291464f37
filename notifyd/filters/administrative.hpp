// AF, administrative filters (RFC 5442 section 2.3): the site's scripts around the user's.
#pragma once

#include <filesystem>
#include <memory>

#include "base/result.hpp"
#include "sieve/engine.hpp"

namespace notifyd::filters {

/// The administrator's scripts; null where there is none. Shared by deliveries under way and by a reload.
struct Administrative {
  std::shared_ptr<const sieve::Program> before;  ///< runs before the user's script
  std::shared_ptr<const sieve::Program> after;   ///< runs after it, if a keep still stands
};

/// Reads and checks the files; an empty path is no script. not_found: it cannot be read; syntax: all its
/// errors, as lines for a person.
base::Result<Administrative> load_administrative(const sieve::Engine& engine,
                                                 const std::filesystem::path& before,
                                                 const std::filesystem::path& after);

}  // namespace notifyd::filters
