// What a copy reads and writes, and what a crash in the middle of one leaves to do.

#include "store/engines/sqlite/copying.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "store/engines/sqlite/bodies.hpp"

namespace store::sqlite {

std::vector<Original> originals(Transaction& tx, const MailboxRow& from, const mail::UidSet& uids,
                                mail::Uid begin, std::size_t limit) {
  std::vector<Original> found;
  for (const auto& range : uids.ranges()) {
    if (range.last < begin) continue;
    if (found.size() == limit) break;
    auto rows = tx.rows(
        "SELECT uid, flags, keywords, size, body, body_size, received, prefix, arrival FROM message WHERE "
        "account = ?"
        " AND mailbox = ? AND uid BETWEEN ? AND ? AND uid < ? ORDER BY uid LIMIT ?",
        from.account, from.id, std::max(range.first, begin), range.last, from.uid_next, limit - found.size());
    while (rows.next()) {
      found.push_back({.uid = {rows.small(0)},
                       .flags = flags_of(rows.number(1), rows.text(2)),
                       .size = rows.count(3),
                       .body = {rows.number(4), rows.count(5)},
                       .received = rows.time(6),
                       .prefix = rows.text(7),
                       .arrival = {rows.count(8)}});
    }
  }
  return found;
}

void insert_copy(Transaction& tx, const MailboxRow& to, mail::Uid uid, mail::ModSeq modseq,
                 const Original& original) {
  tx.run(
      "INSERT INTO message(account, mailbox, uid, modseq, arrival, flags, keywords, size, received, body, "
      "body_size,"
      " prefix) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      to.account, to.id, uid, modseq, original.arrival, original.flags.system(),
      base::text::join(original.flags.keywords(), " "), original.size, original.received, original.body.id,
      original.body.length, Blob{original.prefix});
}

std::vector<Departing> departing(Transaction& tx, const MailboxRow& mailbox, const mail::UidSet& uids,
                                 mail::Uid begin) {
  std::vector<Departing> found;
  for (const auto& range : uids.ranges()) {
    if (range.last < begin) continue;
    if (found.size() > slice_size) break;
    auto rows = tx.rows(
        "SELECT uid, flags, size, body, body_size FROM message WHERE account = ? AND mailbox = ? AND uid "
        "BETWEEN ? AND ?"
        " AND uid < ? ORDER BY uid LIMIT ?",
        mailbox.account, mailbox.id, std::max(range.first, begin), range.last, mailbox.uid_next,
        slice_size + 1 - found.size());
    while (rows.next())
      found.push_back({{rows.small(0)},
                       static_cast<std::uint8_t>(rows.number(1)),
                       rows.count(2),
                       rows.number(3),
                       rows.count(4)});
  }
  return found;
}

void note_moved(Transaction& tx, mail::AccountId account, const mail::UidSet& uids) {
  Encoder moved;
  encode(moved, uids);
  tx.run("UPDATE unfinished SET first_uid = 0, moved = ? WHERE account = ?", Blob{moved.take()}, account);
}

base::Result<bool> undo_copy_slice(Transaction& tx, mail::AccountId account) {
  std::vector<std::pair<std::int64_t, std::int64_t>> hidden;  // uid, body
  std::int64_t mailbox = 0;
  {
    auto unfinished =
        tx.rows("SELECT mailbox, first_uid FROM unfinished WHERE account = ? AND first_uid > 0", account);
    if (!unfinished.next()) return false;
    mailbox = unfinished.number(0);
    auto rows =
        tx.rows("SELECT uid, body FROM message WHERE account = ? AND mailbox = ? AND uid >= ? LIMIT ?",
                account, mailbox, unfinished.number(1), slice_size);
    while (rows.next()) hidden.emplace_back(rows.number(0), rows.number(1));
  }
  for (const auto& [uid, body] : hidden) {
    tx.run("DELETE FROM message WHERE account = ? AND mailbox = ? AND uid = ?", account, mailbox, uid);
    lower_refs(tx, body);
  }
  if (hidden.size() == slice_size) return true;
  tx.run("DELETE FROM unfinished WHERE account = ?", account);
  return false;
}

void finish_copies(Transaction& tx) {
  struct Unfinished {
    mail::AccountId account;
    mail::MailboxId source;
    bool hidden = false;
    std::string moved;
  };
  std::vector<Unfinished> all;
  {
    auto rows = tx.rows("SELECT account, source, first_uid, moved FROM unfinished");
    while (rows.next()) all.push_back({{rows.number(0)}, {rows.number(1)}, rows.number(2) > 0, rows.text(3)});
  }
  for (const auto& one : all) {
    for (bool more = one.hidden; more;) {
      const auto slice = undo_copy_slice(tx, one.account);
      more = slice && *slice;
    }
    auto account = tx.account(one.account);
    auto mailbox = tx.mailbox(one.account, one.source);
    if (!one.hidden && account && mailbox) {
      Decoder in(one.moved);
      const mail::UidSet uids = decode_uids(in);
      Changed changed;
      for (auto leaving = departing(tx, *mailbox, uids, {1}); !leaving.empty();
           leaving = departing(tx, *mailbox, uids, {1}))
        depart(tx, {one.account, ""}, *account, *mailbox, leaving, changed);
      tx.save(*mailbox);
      tx.save(*account);
    }
    tx.run("DELETE FROM unfinished WHERE account = ?", one.account);
  }
}

}  // namespace store::sqlite
