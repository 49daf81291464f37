// Flags of messages (RFC 3501 section 6.4.6, RFC 7162 section 3.1.3), with the events of RFC 5423
// section 4.2.

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "store/engines/sqlite/codec.hpp"
#include "store/engines/sqlite/imap_events.hpp"
#include "store/engines/sqlite/mutations.hpp"

namespace store::sqlite {
namespace {

struct Found {
  mail::Uid uid;
  mail::ModSeq modseq;
  mail::Flags flags;
  Departing about;
};

std::vector<Found> find(Transaction& tx, const MailboxRow& mailbox, const mail::UidSet& uids,
                        mail::Uid from) {
  std::vector<Found> found;
  for (const auto& range : uids.ranges()) {
    if (range.last < from) continue;
    auto rows = tx.rows(
        "SELECT uid, modseq, flags, keywords, size, body, body_size FROM message WHERE account = ? AND "
        "mailbox = ?"
        " AND uid BETWEEN ? AND ? AND uid < ? ORDER BY uid LIMIT ?",
        mailbox.account, mailbox.id, std::max(range.first, from), range.last, mailbox.uid_next,
        slice_size + 1 - found.size());
    while (rows.next()) {
      const mail::Uid uid{rows.small(0)};
      found.push_back(
          {uid,
           {rows.count(1)},
           flags_of(rows.number(2), rows.text(3)),
           {uid, static_cast<std::uint8_t>(rows.number(2)), rows.count(4), rows.number(5), rows.count(6)}});
    }
    if (found.size() > slice_size) break;
  }
  return found;
}

mail::Flags changed(const mail::Flags& flags, const StoreFlags& change) {
  if (change.mode == StoreFlags::Mode::replace) return change.flags;
  mail::Flags after = flags;
  if (change.mode == StoreFlags::Mode::add)
    after.add(change.flags);
  else
    after.remove(change.flags);
  return after;
}

mail::Flags without(mail::Flags flags, const mail::Flags& others) {
  flags.remove(others);
  return flags;
}

mail::EventName name_of(const std::vector<mail::FlagChange>& changes) {
  mail::Flags added;
  mail::Flags removed;
  for (const auto& change : changes) {
    added.add(without(change.after, change.before));
    removed.add(without(change.before, change.after));
  }
  if (added.empty()) return mail::EventName::flags_clear;
  if (removed.empty() && added == mail::Flags(mail::Flags::seen)) return mail::EventName::message_read;
  if (removed.empty() && added == mail::Flags(mail::Flags::deleted)) return mail::EventName::message_trash;
  return mail::EventName::flags_set;
}

void write(Transaction& tx, AccountRow& account, MailboxRow& mailbox, mail::Event& event) {
  event.name = name_of(event.changes);
  tx.emit(account, &mailbox, event);
  for (const auto& change : event.changes) {
    tx.run(
        "UPDATE message SET flags = ?, keywords = ?, modseq = ? WHERE account = ? AND mailbox = ? AND uid = "
        "?",
        change.after.system(), base::text::join(change.after.keywords(), " "), event.modseq, account.id,
        mailbox.id, change.uid);
    if (change.before.has(mail::Flags::seen) && !change.after.has(mail::Flags::seen)) ++mailbox.unseen;
    if (!change.before.has(mail::Flags::seen) && change.after.has(mail::Flags::seen)) --mailbox.unseen;
  }
}

}  // namespace

base::Result<Slice> store_flags(Transaction& tx, const Actor& actor, const StoreFlags& change,
                                mail::Uid from) {
  auto account = tx.account(actor.account);
  if (!account) return no_account();
  auto mailbox = tx.mailbox(actor.account, change.mailbox);
  if (!mailbox) return no_mailbox();
  auto found = find(tx, *mailbox, change.uids, from);
  Slice slice;
  if (found.size() > slice_size) {
    slice.next = found.back().uid;
    found.pop_back();
  }
  mail::Event event{.session = actor.session};
  const Departing* about = nullptr;
  for (const auto& message : found) {
    if (change.unchanged_since && message.modseq > *change.unchanged_since) {
      slice.changed.not_modified.add(message.uid);
      continue;
    }
    mail::FlagChange one{message.uid, message.flags, changed(message.flags, change)};
    slice.changed.flags.push_back(one);
    if (one.before == one.after) continue;
    event.uids.add(message.uid);
    event.changes.push_back(std::move(one));
    about = &message.about;
  }
  if (!event.changes.empty()) {
    write(tx, *account, *mailbox, event);
    tell(tx, *account, event, event.changes.size() == 1 ? about : nullptr, slice.changed);
    if (!actor.is_script) run_script(tx, *account, event, ImapCause::flag, slice.changed);
    tx.save(*mailbox);
    tx.save(*account);
  }
  slice.changed.modseq = account->head;
  return slice;
}

}  // namespace store::sqlite
