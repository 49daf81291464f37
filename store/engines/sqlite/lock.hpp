// One process owns a store's folder.
#pragma once

#include <filesystem>

#include "base/folder.hpp"

namespace store::sqlite {

/// Held by flock() on the file `lock` in the folder while this lives. Throws StoreInUse with the owner's pid.
class FolderLock {
 public:
  explicit FolderLock(const std::filesystem::path& folder);

 private:
  base::Descriptor file_;
};

}  // namespace store::sqlite
