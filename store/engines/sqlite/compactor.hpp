// Gives the disk back what dead bodies hold: live records of a segment move on, then its file is removed.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "store/engines/sqlite/books.hpp"
#include "store/engines/sqlite/readers.hpp"
#include "store/engines/sqlite/writer.hpp"
#include "store/segments/files.hpp"
#include "store/segments/log.hpp"

namespace store::sqlite {

/// Of the keeper's thread; everything it does blocks.
class Compactor {
 public:
  struct Parts {
    Writer& writer;
    Readers& readers;
    Books& books;
    segments::Log& log;
    segments::Files& files;
    const base::Clock& clock;
  };
  Compactor(Parts parts, std::chrono::microseconds erase_within, base::Log log)
      : parts_(parts), erase_within_(erase_within), log_(std::move(log)) {}

  /// Compacts every segment that is half dead, or that holds something dead for nearly as long as it may.
  void run();

 private:
  struct Candidate {
    std::uint32_t number = 0;
    std::uint64_t size = 0;
    std::uint64_t live = 0;
    std::optional<base::Time> dead_since;
  };
  /// A live record on its way.
  struct Moving {
    std::int64_t id = 0;
    std::uint64_t position = 0;
    std::uint64_t length = 0;
  };

  [[nodiscard]] std::vector<Candidate> candidates();
  [[nodiscard]] bool is_due(const Candidate& candidate) const;
  void mark_dead(std::uint32_t segment, base::Time since);
  void compact(const Candidate& candidate);
  [[nodiscard]] std::vector<Moving> live_records(const Candidate& candidate);
  bool move(std::uint32_t from, const std::vector<Moving>& records);

  Parts parts_;
  std::chrono::microseconds erase_within_;
  base::Log log_;
};

}  // namespace store::sqlite
