// What the writer keeps in memory beside the database. Ids rise for the life of the process, so that an id
// which was handed out never names another row.

#include "store/engines/sqlite/books.hpp"

#include <algorithm>
#include <utility>

namespace store::sqlite {

void DedupKeys::load(Connection& database) {
  auto rows = database.rows("SELECT id, key, until FROM dedup ORDER BY until");
  while (rows.next()) add(rows.text(1), rows.number(0), rows.time(2));
}

std::optional<std::int64_t> DedupKeys::find(const DedupKey& key, base::Time now) const {
  const std::lock_guard lock(mutex_);
  const auto known = keys_.find(key);
  if (known == keys_.end() || known->second.until <= now) return std::nullopt;
  return known->second.row;
}

void DedupKeys::add(const DedupKey& key, std::int64_t row, base::Time until) {
  const std::lock_guard lock(mutex_);
  keys_[key] = {row, until};
  by_time_.push_back({until, key});
}

void DedupKeys::remove(const DedupKey& key) {
  const std::lock_guard lock(mutex_);
  keys_.erase(key);
}

bool DedupKeys::release(const DedupKey& key) {
  const std::lock_guard lock(mutex_);
  const auto known = keys_.find(key);
  if (known == keys_.end()) return false;
  released_.push_back(known->second.row);
  keys_.erase(known);
  return true;
}

std::vector<std::int64_t> DedupKeys::take_released(base::Time now) {
  const std::lock_guard lock(mutex_);
  while (!by_time_.empty()) {
    const auto known = keys_.find(by_time_.front().key);
    const bool ended = known == keys_.end() || known->second.until != by_time_.front().until;
    if (!ended && known->second.until > now) break;
    if (!ended) {
      released_.push_back(known->second.row);
      keys_.erase(known);
    }
    by_time_.pop_front();
  }
  return std::exchange(released_, {});
}

std::size_t DedupKeys::size() const {
  const std::lock_guard lock(mutex_);
  return keys_.size();
}

void PendingBodies::add(std::int64_t body, std::uint32_t segment, std::uint64_t position, base::Time now) {
  const std::lock_guard lock(mutex_);
  bodies_[body] = {segment, position, now};
}

std::optional<PendingBodies::Place> PendingBodies::take(std::int64_t body) {
  const std::lock_guard lock(mutex_);
  const auto known = bodies_.find(body);
  if (known == bodies_.end()) return std::nullopt;
  const Place place = known->second;
  bodies_.erase(known);
  return place;
}

void PendingBodies::restore(std::int64_t body, Place place) {
  const std::lock_guard lock(mutex_);
  bodies_[body] = place;
}

bool PendingBodies::holds(std::int64_t body) const {
  const std::lock_guard lock(mutex_);
  return bodies_.contains(body);
}

std::vector<PendingBodies::Place> PendingBodies::sweep(base::Time before) {
  const std::lock_guard lock(mutex_);
  std::vector<Place> swept;
  for (const auto& [id, place] : bodies_)
    if (place.since < before) swept.push_back(place);
  std::erase_if(bodies_, [&](const auto& entry) { return entry.second.since < before; });
  return swept;
}

std::unordered_set<std::uint32_t> PendingBodies::segments() const {
  const std::lock_guard lock(mutex_);
  std::unordered_set<std::uint32_t> segments;
  for (const auto& [id, place] : bodies_) segments.insert(place.segment);
  return segments;
}

void Books::load(Connection& database) {
  dedup.load(database);
  next_event = database.number("SELECT max(id) FROM event").value_or(0) + 1;
  next_trace = database.number("SELECT max(id) FROM trace").value_or(0) + 1;
  next_outbox = database.number("SELECT max(id) FROM outbox").value_or(0) + 1;
  next_dedup = database.number("SELECT max(id) FROM dedup").value_or(0) + 1;
}

}  // namespace store::sqlite
