// The segment files of a folder: their names, and descriptors to read them by.
#pragma once

#include <cstdint>
#include <filesystem>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

#include "base/folder.hpp"
#include "base/octets.hpp"

namespace store::segments {

std::filesystem::path path_of(const std::filesystem::path& folder, std::uint32_t number);
/// Rising. Files that are no segments are left out.
std::vector<std::uint32_t> numbers_in(const std::filesystem::path& folder);

/// Open segments, a bounded number of them. Thread-safe.
class Files {
 public:
  explicit Files(std::filesystem::path folder) : folder_(std::move(folder)) {}

  enum class Wait { never, disk };
  enum class Outcome {
    read,
    gone,       ///< there is no such segment (any more)
    too_short,  ///< it ends before the octets asked for
    cold,       ///< Wait::never, and the octets are not in memory
  };
  /// Fills `into` from `position` of the segment. Wait::never does not touch the disk. Throws
  /// std::system_error.
  Outcome read(std::uint32_t segment, std::uint64_t position, std::string& into, Wait wait);
  /// Removes the segment; readers that are at it finish.
  void remove(std::uint32_t segment);
  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

 private:
  using Opened = std::shared_ptr<const base::Descriptor>;  // shared by the cache and the reads under way
  struct Entry {
    Opened file;
    std::list<std::uint32_t>::iterator used;
  };
  Opened open(std::uint32_t segment);

  std::filesystem::path folder_;
  std::mutex mutex_;
  std::unordered_map<std::uint32_t, Entry> open_;
  std::list<std::uint32_t> by_use_;  // the latest first
};

}  // namespace store::segments
