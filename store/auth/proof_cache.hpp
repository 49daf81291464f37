// Remembers for a minute that a password was right, so that a phone's next login costs no PBKDF2.
#pragma once

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.hpp"

namespace store::auth {

/// Holds keyed digests only, under a key that lives and dies with the process. An entry belongs to one
/// verifier text, so a changed password or a dropped device counts at once. Thread-safe; memory is bounded.
class ProofCache {
 public:
  ProofCache(const base::Clock& clock, std::chrono::seconds keep, std::size_t limit = 65536);

  /// True if this password was added for this verifier within `keep`.
  [[nodiscard]] bool knows(std::string_view verifier, std::string_view password) const;
  void add(std::string_view verifier, std::string_view password);

 private:
  [[nodiscard]] std::string digest(std::string_view verifier, std::string_view password) const;

  const base::Clock& clock_;
  std::chrono::seconds keep_;
  std::size_t limit_;
  std::string key_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, base::Time> until_;
};

}  // namespace store::auth
