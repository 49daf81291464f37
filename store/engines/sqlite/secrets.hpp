// Secrets that must be readable (channels of devices, settings), encrypted under a key that lies outside the
// database.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/octets.hpp"

namespace store::sqlite {

/// Thread-safe: it never changes.
class Secrets {
 public:
  /// Makes the file with mode 0600 for a new store. Throws std::runtime_error with what to do if it holds no
  /// key, or is not there for a store that is.
  Secrets(const std::filesystem::path& key_file, bool is_new_store);

  [[nodiscard]] base::Octets seal(std::string_view plain, std::string_view context) const;
  /// Throws std::runtime_error if it was sealed under another key.
  [[nodiscard]] std::string open(std::string_view sealed, std::string_view context) const;

 private:
  std::filesystem::path file_;
  base::Octets key_;
};

}  // namespace store::sqlite
