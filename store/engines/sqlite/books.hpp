// What the writer keeps in memory beside the database: the next ids, and the dedup keys that are in force.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "mail/ids.hpp"
#include "store/deliver.hpp"
#include "store/engines/sqlite/connection.hpp"

namespace store::sqlite {

/// The keys by which a delivery is known to be a retry (one entry each until it is released or has expired).
/// Thread-safe, since release() comes from the servers' loops.
class DedupKeys {
 public:
  void load(Connection& database);
  /// The row that holds the earlier result.
  [[nodiscard]] std::optional<std::int64_t> find(const DedupKey& key, base::Time now) const;
  void add(const DedupKey& key, std::int64_t row, base::Time until);
  void remove(const DedupKey& key);
  /// Takes the key out of force; its row is deleted by the next group. False if it was not in force.
  bool release(const DedupKey& key);
  /// The rows to delete now: released, or expired at `now`.
  std::vector<std::int64_t> take_released(base::Time now);
  [[nodiscard]] std::size_t size() const;

 private:
  struct Entry {
    std::int64_t row = 0;
    base::Time until;
  };
  struct Expiry {
    base::Time until;
    DedupKey key;
  };
  mutable std::mutex mutex_;
  std::unordered_map<DedupKey, Entry> keys_;
  std::deque<Expiry> by_time_;  // rising, as all are kept equally long
  std::vector<std::int64_t> released_;
};

/// Bodies that were put and that no row names yet. Compaction leaves them alone until they are swept.
/// Thread-safe: put() adds, the writer takes away.
class PendingBodies {
 public:
  void add(std::int64_t body, std::uint32_t segment, std::uint64_t position, base::Time now);
  struct Place {
    std::uint32_t segment = 0;
    std::uint64_t position = 0;
    base::Time since;
  };
  /// Takes it away, as a row names it now.
  std::optional<Place> take(std::int64_t body);
  void restore(std::int64_t body, Place place);
  [[nodiscard]] bool holds(std::int64_t body) const;
  /// Forgets those from before `before`, and gives them; they can be delivered no more.
  std::vector<Place> sweep(base::Time before);
  [[nodiscard]] std::unordered_set<std::uint32_t> segments() const;

 private:
  mutable std::mutex mutex_;
  std::unordered_map<std::int64_t, Place> bodies_;
};

/// How the engine treats what it writes; given once, never changed.
struct Manners {
  bool runs_notifier = false;
  std::function<bool()> has_room;  ///< the notifier's queue can take one more item
  std::chrono::microseconds first_lease{};
  std::chrono::microseconds dedup_retention{};
  /// Tests: an Error fails the operation at this step of a delivery, an exception the whole group.
  std::function<std::optional<base::Error>(std::string_view)> fault;
};

struct Books {
  Manners manners;
  DedupKeys dedup;
  PendingBodies pending;
  std::atomic<std::uint64_t> login_changes{1};
  // Of the writer's thread only:
  std::int64_t next_event = 1;
  std::int64_t next_trace = 1;
  std::int64_t next_outbox = 1;
  std::int64_t next_dedup = 1;
  base::Time latest_claim;  ///< of the outbox: an earlier one after it means that the clock was set back

  void load(Connection& database);
};

}  // namespace store::sqlite
