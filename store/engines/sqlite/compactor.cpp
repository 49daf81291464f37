// Gives the disk back what dead bodies hold. Order: copies durable, then the rows that name them, then the
// row of the segment, then its file. A body that dies on the way leaves a dead copy; one that was put and not
// yet delivered keeps its segment where it is.

#include "store/engines/sqlite/compactor.hpp"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "store/segments/record.hpp"

namespace store::sqlite {
namespace {

using segments::Files;

constexpr std::size_t records_at_once = 64;
constexpr std::uint64_t octets_at_once = 4 << 20;

/// The row is moved only if it still says what was copied; else the copy is dead from the start.
void repoint(Transaction& tx, std::int64_t id, std::uint32_t from, std::uint64_t position,
             const segments::Place& to, std::uint64_t size) {
  const bool moved =
      tx.run("UPDATE body SET segment = ?, position = ? WHERE id = ? AND segment = ? AND position = ?",
             to.segment, to.position, id, from, position) > 0;
  if (moved) {
    tx.run(
        "INSERT INTO segment(number, live) VALUES (?, ?) ON CONFLICT(number) DO UPDATE SET live = live + "
        "excluded.live",
        to.segment, size);
    tx.run("UPDATE segment SET live = live - ? WHERE number = ?", size, from);
  } else {
    tx.run(
        "INSERT INTO segment(number, live, dead_since) VALUES (?, 0, ?)"
        " ON CONFLICT(number) DO UPDATE SET dead_since = coalesce(dead_since, excluded.dead_since)",
        to.segment, tx.now());
  }
}

}  // namespace

void Compactor::run() {
  const auto pending = parts_.books.pending.segments();
  for (const auto& candidate : candidates()) {
    if (pending.contains(candidate.number)) continue;
    const bool is_sealed = candidate.number < parts_.log.sealed_below();
    const bool has_dead = candidate.live < candidate.size;
    // Bodies that nobody delivered are dead without a row that says since when: since now, at the latest.
    if (is_sealed && has_dead && !candidate.dead_since) mark_dead(candidate.number, parts_.clock.now());
    if (!has_dead || !is_due(candidate)) continue;
    const bool is_old = candidate.dead_since.has_value();
    if (!is_sealed && !is_old) continue;
    if (!is_sealed) parts_.log.seal();
    compact(candidate);
  }
}

std::vector<Compactor::Candidate> Compactor::candidates() {
  std::vector<Candidate> found;
  for (const auto number : segments::numbers_in(parts_.files.folder()))
    found.push_back({.number = number,
                     .size = std::filesystem::file_size(segments::path_of(parts_.files.folder(), number))});
  auto look = [&](Connection& db) {
    for (auto& one : found) {
      auto row = db.rows("SELECT live, dead_since FROM segment WHERE number = ?", one.number);
      if (!row.next()) continue;
      one.live = row.count(0);
      if (!row.null(1)) one.dead_since = row.time(1);
    }
    return true;
  };
  parts_.readers.snapshot(look);
  return found;
}

/// Early enough that the file is gone when the time is up.
bool Compactor::is_due(const Candidate& candidate) const {
  if (candidate.dead_since && parts_.clock.now() - *candidate.dead_since >= erase_within_ - erase_within_ / 8)
    return true;
  return candidate.number < parts_.log.sealed_below() && candidate.live * 2 <= candidate.size;
}

void Compactor::mark_dead(std::uint32_t segment, base::Time since) {
  auto done =
      parts_.writer.write_now<std::monostate>({}, [&](Transaction& tx) -> base::Result<std::monostate> {
        tx.run(
            "INSERT INTO segment(number, live, dead_since) VALUES (?, 0, ?)"
            " ON CONFLICT(number) DO UPDATE SET dead_since = coalesce(dead_since, excluded.dead_since)",
            segment, since);
        return std::monostate{};
      });
  if (!done) log_.warn("dead_body_not_noted", {{"segment", segment}, {"reason", done.error().text}});
}

void Compactor::compact(const Candidate& candidate) {
  std::vector<Moving> batch;
  std::uint64_t octets = 0;
  const auto records = live_records(candidate);
  for (const auto& record : records) {
    batch.push_back(record);
    octets += record.length;
    if (batch.size() < records_at_once && octets < octets_at_once) continue;
    if (!move(candidate.number, std::exchange(batch, {}))) return;
    octets = 0;
  }
  if (!move(candidate.number, batch)) return;
  // A body that was put before the segment was sealed, and is delivered only now, shows here or has a row by
  // now.
  auto emptied = parts_.writer.write_now<bool>({}, [&](Transaction& tx) -> base::Result<bool> {
    if (parts_.books.pending.segments().contains(candidate.number)) return false;
    if (tx.number("SELECT live FROM segment WHERE number = ?", candidate.number).value_or(0) != 0)
      return false;
    tx.run("DELETE FROM segment WHERE number = ?", candidate.number);
    return true;
  });
  if (!emptied || !*emptied) {
    log_.warn("segment_still_named", {{"segment", candidate.number}});
    return;
  }
  parts_.files.remove(candidate.number);
  log_.info("segment_compacted",
            {{"segment", candidate.number}, {"octets", candidate.size}, {"moved", records.size()}});
}

std::vector<Compactor::Moving> Compactor::live_records(const Candidate& candidate) {
  std::vector<Moving> live;
  std::uint64_t position = 0;
  std::string octets(segments::header_size, '\0');
  auto look = [&](Connection& db) {
    // Whatever is no header is the torn end of a file that a crash left: nothing behind it was ever named.
    while (parts_.files.read(candidate.number, position, octets, Files::Wait::disk) == Files::Outcome::read) {
      const auto header = segments::decode_header(octets);
      if (!header) break;
      if (db.number("SELECT 1 FROM body WHERE id = ? AND segment = ? AND position = ?", header->id,
                    candidate.number, position))
        live.push_back({header->id, position, header->length});
      position += segments::record_size(header->length);
    }
    return true;
  };
  parts_.readers.snapshot(look);
  return live;
}

bool Compactor::move(std::uint32_t from, const std::vector<Moving>& records) {
  if (records.empty()) return true;
  std::vector<segments::Record> copies;
  for (const auto& record : records) {
    std::string octets(record.length, '\0');
    const auto position = record.position + segments::header_size;
    if (parts_.files.read(from, position, octets, Files::Wait::disk) != Files::Outcome::read) return false;
    copies.push_back({record.id, base::Body(std::move(octets)), parts_.clock.now()});
  }
  const auto places = parts_.log.put_now(std::move(copies));
  if (!places) return false;  // the disk is full: another time
  auto moved =
      parts_.writer.write_now<std::monostate>({}, [&](Transaction& tx) -> base::Result<std::monostate> {
        for (std::size_t i = 0; i < records.size(); ++i)
          repoint(tx, records[i].id, from, records[i].position, places->at(i),
                  segments::record_size(records[i].length));
        return std::monostate{};
      });
  return moved.has_value();
}

}  // namespace store::sqlite
