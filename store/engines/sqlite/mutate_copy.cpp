// COPY and MOVE (RFC 3501 section 6.4.7, RFC 6851).

#include <utility>

#include "base/text.hpp"
#include "store/engines/sqlite/bodies.hpp"
#include "store/engines/sqlite/mailboxes.hpp"
#include "store/engines/sqlite/mutations.hpp"

namespace store::sqlite {
namespace {

struct Original {
  Departing row;
  NewMessage message;
};

std::vector<Original> originals(Transaction& tx, const MailboxRow& from, const mail::UidSet& uids) {
  std::vector<Original> found;
  for (const auto& range : uids.ranges()) {
    auto rows = tx.rows(
        "SELECT uid, flags, size, body, body_size, keywords, received, prefix, arrival FROM message WHERE "
        "account = ?"
        " AND mailbox = ? AND uid BETWEEN ? AND ? AND uid < ? ORDER BY uid",
        from.account, from.id, range.first, range.last, from.uid_next);
    while (rows.next()) {
      const auto system = static_cast<std::uint8_t>(rows.number(1));
      std::vector<std::string> keywords;
      for (const auto word : base::text::split(rows.text(5), ' '))
        if (!word.empty()) keywords.emplace_back(word);
      Original one{{{rows.small(0)}, system, rows.count(2), rows.number(3), rows.count(4)}, {}};
      one.message = {.flags = mail::Flags(system, std::move(keywords)),
                     .received = rows.time(6),
                     .body = {rows.number(3), rows.count(4)},
                     .prefix = rows.text(7),
                     .arrival = {rows.count(8)}};
      found.push_back(std::move(one));
    }
  }
  return found;
}

base::Result<Changed> copy_all(Transaction& tx, const Actor& actor, const Copy& change) {
  auto account = tx.account(actor.account);
  if (!account) return no_account();
  auto from = tx.mailbox(actor.account, change.from);
  if (!from) return no_mailbox();
  auto to = tx.mailbox(actor.account, canonical(change.to));
  if (!to) return base::fail(base::Errc::not_found, "there is no such mailbox to copy to");
  Changed changed;
  changed.uid_validity = to->uid_validity;
  std::vector<Departing> leaving;
  for (const auto& original : originals(tx, *from, change.uids)) {
    if (auto fits = charge(tx, *account, original.message.size()); !fits) return std::move(fits).error();
    if (auto kept = raise_refs(tx, original.message.body, 1); !kept) return std::move(kept).error();
    mail::Event event{.name = mail::EventName::message_append, .session = actor.session};
    event = add_message(tx, *account, *to, original.message, std::move(event));
    changed.source.push_back(original.row.uid);
    changed.target.push_back(event.uids.ranges().front().first);
    leaving.push_back(original.row);
  }
  tx.save(*to);
  if (change.move) {
    auto left = tx.mailbox(actor.account, change.from);  // the same mailbox, if it was copied into itself
    depart(tx, actor, *account, *left, leaving, changed);
    tx.save(*left);
  }
  tx.save(*account);
  changed.modseq = account->head;
  return changed;
}

}  // namespace

Answer<Changed> copy(Writer& writer, Actor actor, Copy change) {
  co_return co_await writer.write<Changed>(
      actor.account, [&actor, &change](Transaction& tx) { return copy_all(tx, actor, change); });
}

}  // namespace store::sqlite
