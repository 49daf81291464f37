// The seam's Outbox on this engine.

#include <utility>

#include "store/engines/sqlite/faces.hpp"
#include "store/engines/sqlite/operations.hpp"

namespace store::sqlite {

Answer<std::vector<Item>> OutboxFace::claim(std::size_t max, std::chrono::milliseconds lease) {
  return writer_.write<std::vector<Item>>(
      {}, [max, lease](Transaction& tx) { return sqlite::claim(tx, max, lease); });
}

Answer<std::vector<Ticket>> OutboxFace::renew(std::vector<Ticket> tickets, std::chrono::milliseconds lease) {
  return writer_.write<std::vector<Ticket>>({}, [tickets = std::move(tickets), lease](Transaction& tx) {
    return sqlite::renew(tx, tickets, lease);
  });
}

Answer<std::size_t> OutboxFace::settle(std::vector<Settled> settled) {
  return writer_.write<std::size_t>(
      {}, [settled = std::move(settled)](Transaction& tx) { return sqlite::settle(tx, settled); });
}

Answer<std::vector<DeadLetter>> OutboxFace::dead_letters(std::int64_t before, std::size_t limit) {
  return readers_.read<std::vector<DeadLetter>>(
      [before, limit](Connection& db) { return sqlite::dead_letters(db, before, limit); });
}

Answer<std::monostate> OutboxFace::revive(std::int64_t id) {
  return writer_.write<std::monostate>({}, [id](Transaction& tx) { return sqlite::revive(tx, id); });
}

Answer<std::monostate> OutboxFace::drop(std::int64_t id) {
  return writer_.write<std::monostate>({}, [id](Transaction& tx) { return sqlite::drop_letter(tx, id); });
}

Answer<std::vector<QueuedMail>> OutboxFace::mails(std::int64_t before, std::size_t limit) {
  return readers_.read<std::vector<QueuedMail>>(
      [before, limit](Connection& db) { return sqlite::queued_mails(db, before, limit); });
}

Answer<std::monostate> OutboxFace::hasten_mail(std::int64_t id) {
  return writer_.write<std::monostate>({}, [id](Transaction& tx) { return sqlite::hasten_mail(tx, id); });
}

Answer<std::monostate> OutboxFace::drop_mail(std::int64_t id) {
  return writer_.write<std::monostate>({}, [id](Transaction& tx) { return sqlite::drop_mail(tx, id); });
}

Answer<OutboxStats> OutboxFace::stats() {
  return readers_.read<OutboxStats>(
      [now = clock_.now()](Connection& db) { return sqlite::outbox_stats(db, now); });
}

Answer<std::optional<base::Time>> OutboxFace::next_due() {
  return readers_.read<std::optional<base::Time>>(
      [now = clock_.now()](Connection& db) { return sqlite::next_due(db, now); });
}

}  // namespace store::sqlite
