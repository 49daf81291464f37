// Messages that go: EXPUNGE and UID EXPUNGE (RFC 3501 section 6.4.3, RFC 4315), and those of mailboxes that
// are gone.

#include <algorithm>
#include <utility>

#include "store/engines/sqlite/bodies.hpp"
#include "store/engines/sqlite/enqueue.hpp"
#include "store/engines/sqlite/mailboxes.hpp"
#include "store/engines/sqlite/mutations.hpp"

namespace store::sqlite {
namespace {

Departing departing_of(const Query& row) {
  return {
      {row.small(0)}, static_cast<std::uint8_t>(row.number(1)), row.count(2), row.number(3), row.count(4)};
}

std::vector<Departing> deleted_in(Transaction& tx, const MailboxRow& mailbox, const mail::UidSet& uids,
                                  mail::Uid from) {
  std::vector<Departing> found;
  for (const auto& range : uids.ranges()) {
    if (range.last < from) continue;
    auto rows = tx.rows(
        "SELECT uid, flags, size, body, body_size FROM message WHERE account = ? AND mailbox = ?"
        " AND uid BETWEEN ? AND ? AND uid < ? AND flags & 4 ORDER BY uid LIMIT ?",
        mailbox.account, mailbox.id, std::max(range.first, from), range.last, mailbox.uid_next,
        slice_size + 1 - found.size());
    while (rows.next()) found.push_back(departing_of(rows));
    if (found.size() > slice_size) break;
  }
  return found;
}

}  // namespace

void tell(Transaction& tx, AccountRow& account, const mail::Event& event, const Departing* about,
          Changed& changed) {
  if (!is_wanted(account, event.name)) return;
  EventItem item{.event = event};
  if (about) {
    const BodyName body{about->body, about->body_size};
    item.body = blob_ref(body.id, body.length);
    if (auto kept = raise_refs(tx, body, 1); !kept) item.body = {};
    auto prefix = tx.rows("SELECT prefix FROM message WHERE account = ? AND mailbox = ? AND uid = ?",
                          account.id, event.mailbox, about->uid);
    if (prefix.next()) item.prefix = prefix.text(0);
  }
  const auto trace = begin_trace(tx, account, event.modseq, {});
  if (auto leased = enqueue(tx, account.id, std::move(item), trace))
    changed.leased.push_back(std::move(*leased));
}

void depart(Transaction& tx, const Actor& actor, AccountRow& account, MailboxRow& mailbox,
            const std::vector<Departing>& messages, Changed& changed) {
  if (messages.empty()) return;
  mail::Event event{.name = mail::EventName::message_expunge, .session = actor.session};
  std::uint64_t freed = 0;
  for (const auto& message : messages) {
    event.uids.add(message.uid);
    changed.expunged.add(message.uid);
    freed += message.size;
    --mailbox.messages;
    if ((message.flags & mail::Flags::seen) == 0) --mailbox.unseen;
    if (message.uid >= mailbox.recent_from) --mailbox.recent;
  }
  mailbox.size -= std::min(mailbox.size, freed);
  tx.emit(account, &mailbox, event);
  tell(tx, account, event, messages.size() == 1 ? &messages.front() : nullptr, changed);
  for (const auto& message : messages) {
    tx.run("DELETE FROM message WHERE account = ? AND mailbox = ? AND uid = ?", account.id, mailbox.id,
           message.uid);
    lower_refs(tx, message.body);
  }
  discharge(tx, account, freed);
}

base::Result<Slice> expunge(Transaction& tx, const Actor& actor, const Expunge& change, mail::Uid from) {
  auto account = tx.account(actor.account);
  if (!account) return no_account();
  auto mailbox = tx.mailbox(actor.account, change.mailbox);
  if (!mailbox) return no_mailbox();
  auto found = deleted_in(tx, *mailbox, change.uids, from);
  Slice slice;
  if (found.size() > slice_size) {
    slice.next = found.back().uid;
    found.pop_back();
  }
  if (!found.empty()) {
    depart(tx, actor, *account, *mailbox, found, slice.changed);
    tx.save(*mailbox);
    tx.save(*account);
  }
  slice.changed.modseq = account->head;
  return slice;
}

base::Result<bool> purge_slice(Transaction& tx, mail::AccountId account) {
  std::int64_t owner = 0;
  std::int64_t mailbox = 0;
  {
    auto gone = tx.rows("SELECT account, id FROM mailbox WHERE gone = 1 AND (?1 = 0 OR account = ?1) LIMIT 1",
                        account);
    if (!gone.next()) return purge_list(tx, account);
    owner = gone.number(0);
    mailbox = gone.number(1);
  }
  std::vector<Departing> messages;
  {
    auto rows = tx.rows(
        "SELECT uid, flags, size, body, body_size FROM message WHERE account = ? AND mailbox = ? LIMIT ?",
        owner, mailbox, slice_size);
    while (rows.next()) messages.push_back(departing_of(rows));
  }
  for (const auto& message : messages) {
    tx.run("DELETE FROM message WHERE account = ? AND mailbox = ? AND uid = ?", owner, mailbox, message.uid);
    lower_refs(tx, message.body);
  }
  if (messages.size() < slice_size)
    tx.run("DELETE FROM mailbox WHERE account = ? AND id = ?", owner, mailbox);
  return true;
}

}  // namespace store::sqlite
