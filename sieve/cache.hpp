// Programs by the content of their script, so that a script is checked once however many messages and
// accounts use it.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "sieve/engine.hpp"

namespace sieve {

/// Thread-safe. Keeps the programs that were used last. The engine outlives it.
class ProgramCache {
 public:
  /// `octets` limits what is kept: the text of the scripts and the memory of their programs. A script that
  /// needs more is checked each time.
  ProgramCache(const Engine& engine, std::size_t octets);

  /// As Engine::check. The faults of a script that was accepted before are not repeated: only its program
  /// counts. Two threads may check the same new script at once; both get the same program afterwards.
  Checked check(std::string_view script);

  [[nodiscard]] std::size_t size() const;

 private:
  struct Entry {
    std::string digest;
    std::size_t octets = 0;
    std::shared_ptr<const Program> program;
  };
  std::shared_ptr<const Program> find(const std::string& digest);
  void keep(Entry entry);

  const Engine& engine_;
  const std::size_t limit_;
  mutable std::mutex mutex_;
  std::list<Entry> entries_;                                                    ///< the last used first
  std::unordered_map<std::string_view, std::list<Entry>::iterator> by_digest_;  ///< keys lie in entries_
  std::size_t octets_ = 0;
};

}  // namespace sieve
