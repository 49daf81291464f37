// Rows that name bodies. A body has a row exactly as long as a message or an outbox row names it; a segment's
// `live` is the sum of its records that have one, headers included.

#include "store/engines/sqlite/bodies.hpp"

#include "store/segments/record.hpp"

namespace store::sqlite {

base::Result<std::monostate> raise_refs(Transaction& tx, const BodyName& body, std::size_t by) {
  if (body.id == 0 || by == 0) return std::monostate{};
  PendingBodies& pending = tx.books().pending;
  if (const auto place = pending.take(body.id)) {
    tx.at_rollback([&pending, id = body.id, place = *place] { pending.restore(id, place); });
    tx.run("INSERT INTO body(id, segment, position, length, refs) VALUES (?, ?, ?, ?, ?)", body.id,
           place->segment, place->position, body.length, by);
    tx.run(
        "INSERT INTO segment(number, live) VALUES (?, ?)"
        " ON CONFLICT(number) DO UPDATE SET live = live + excluded.live",
        place->segment, segments::record_size(body.length));
    return std::monostate{};
  }
  if (tx.run("UPDATE body SET refs = refs + ? WHERE id = ?", by, body.id) == 0)
    return base::fail(base::Errc::try_later, "the body of this message is not kept any more: send it again");
  return std::monostate{};
}

void lower_refs(Transaction& tx, std::int64_t body, std::size_t by) {
  if (body == 0 || by == 0) return;
  tx.run("UPDATE body SET refs = refs - ? WHERE id = ?", by, body);
  std::uint32_t segment = 0;
  std::uint64_t length = 0;
  {
    auto row = tx.rows("SELECT segment, length FROM body WHERE id = ? AND refs = 0", body);
    if (!row.next()) return;
    segment = row.small(0);
    length = row.count(1);
  }
  tx.run("DELETE FROM body WHERE id = ?", body);
  tx.run("UPDATE segment SET live = live - ?, dead_since = coalesce(dead_since, ?) WHERE number = ?",
         segments::record_size(length), tx.now(), segment);
}

}  // namespace store::sqlite
