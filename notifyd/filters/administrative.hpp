// AF, administrative filters (RFC 5442 section 2.3): the site's scripts around the user's.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "sieve/engine.hpp"

namespace notifyd::filters {

/// The administrator's scripts; null where there is none. Shared by deliveries under way and by a reload.
struct Administrative {
  std::shared_ptr<const sieve::Program> before;  ///< runs before the user's script
  std::shared_ptr<const sieve::Program> after;   ///< runs after it, if a keep still stands
  /// What scripts may include by name (RFC 6609 section 3.2, `:global`).
  std::map<std::string, std::shared_ptr<const sieve::Program>, std::less<>> global;
};

/// Where they are; an empty path is none.
struct AdministrativeFiles {
  std::filesystem::path before;
  std::filesystem::path after;
  std::filesystem::path global;  ///< a folder of NAME.sieve
};

/// Reads and checks the files. not_found: one cannot be read; syntax: all its errors, as lines for a person.
base::Result<Administrative> load_administrative(const sieve::Engine& engine,
                                                 const AdministrativeFiles& files);

}  // namespace notifyd::filters
