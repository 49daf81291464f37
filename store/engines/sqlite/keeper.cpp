// Keeps the store in order while it runs, in operations as short as all others.

#include "store/engines/sqlite/keeper.hpp"

#include <exception>

#include "store/engines/sqlite/mutations.hpp"

namespace store::sqlite {
namespace {

constexpr auto interval = std::chrono::minutes(1);

/// Up to a slice of what is older than `before`; true if there may be more. The newest event and trace stay,
/// so that an id is never used again while a row's `prev` may still name it.
bool purge_slice_of_history(Transaction& tx, base::Time events_before, base::Time traces_before) {
  const int events = tx.run(
      "DELETE FROM event WHERE id IN (SELECT id FROM (SELECT id, at FROM event ORDER BY id LIMIT 500)"
      " WHERE at < ? AND id < (SELECT max(id) FROM event))",
      events_before);
  const int traces = tx.run(
      "DELETE FROM trace WHERE id IN (SELECT id FROM (SELECT id, at FROM trace ORDER BY id LIMIT 500)"
      " WHERE at < ? AND id < (SELECT max(id) FROM trace))",
      traces_before);
  const int keys = tx.run(
      "DELETE FROM memory WHERE (account, key) IN (SELECT account, key FROM memory WHERE until < ? LIMIT "
      "500)",
      tx.now());
  const int requests =
      tx.run("DELETE FROM once WHERE key IN (SELECT key FROM once WHERE until < ? LIMIT 500)", tx.now());
  return events == 500 || traces == 500 || keys == 500 || requests == 500;
}

}  // namespace

Keeper::Keeper(Compactor::Parts parts, Retention retention, base::Log log)
    : parts_(parts),
      retention_(retention),
      log_(log),
      compactor_(parts, retention.erase_within, std::move(log)),
      thread_([this] { run(); }) {}

Keeper::~Keeper() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Keeper::run() {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, interval, [&] { return stopping_; })) {
    lock.unlock();
    try {
      tidy();
    } catch (const std::exception& failure) {
      log_.error("keeping_failed", {{"reason", failure.what()}});
    }
    lock.lock();
  }
}

void Keeper::tidy() {
  const std::lock_guard lock(tidying_);
  purge();
  sweep();
  compactor_.run();
}

void Keeper::purge() {
  for (bool more = true; more;) {
    auto slice = parts_.writer.write_now<bool>({}, [](Transaction& tx) { return purge_slice(tx, {}); });
    more = slice && *slice;
  }
  for (bool more = true; more;) {
    auto slice = parts_.writer.write_now<bool>({}, [&](Transaction& tx) -> base::Result<bool> {
      return purge_slice_of_history(tx, tx.now() - retention_.events, tx.now() - retention_.traces);
    });
    more = slice && *slice;
  }
}

void Keeper::sweep() {
  const auto swept = parts_.books.pending.sweep(parts_.clock.now() - retention_.orphans);
  if (swept.empty()) return;
  auto marked =
      parts_.writer.write_now<std::monostate>({}, [&](Transaction& tx) -> base::Result<std::monostate> {
        for (const auto& place : swept)
          tx.run(
              "INSERT INTO segment(number, live, dead_since) VALUES (?, 0, ?)"
              " ON CONFLICT(number) DO UPDATE SET dead_since = min(coalesce(dead_since, excluded.dead_since),"
              " excluded.dead_since)",
              place.segment, place.since);
        return std::monostate{};
      });
  log_.info("bodies_swept", {{"bodies", swept.size()}, {"marked", marked.has_value()}});
}

}  // namespace store::sqlite
