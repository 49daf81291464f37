// What a reader sees of mailboxes and messages. A message with a uid from `uid_next` on belongs to a copy
// that has not ended: nobody sees it yet.

#include <set>
#include <utility>

#include "store/engines/sqlite/mailboxes.hpp"
#include "store/engines/sqlite/operations.hpp"

namespace store::sqlite {
namespace {

Mailbox mailbox_of(const Query& row) {
  Mailbox mailbox;
  mailbox.id.value = row.number(0);
  mailbox.name = row.text(1);
  mailbox.special_use = row.text(2);
  mailbox.uid_validity.value = row.small(3);
  mailbox.uid_next.value = row.small(4);
  mailbox.highest_modseq.value = row.count(5);
  mailbox.messages = row.small(6);
  mailbox.unseen = row.small(7);
  mailbox.recent = row.small(8);
  mailbox.size = row.count(9);
  mailbox.subscribed = row.truth(10);
  return mailbox;
}

Message message_of(const Query& row) {
  Message message;
  message.uid.value = row.small(0);
  message.modseq.value = row.count(1);
  message.flags = flags_of(row.number(2), row.text(3));
  message.size = row.count(4);
  message.received = row.time(5);
  message.body = blob_ref(row.number(6), row.count(7));
  message.prefix = row.text(8);
  return message;
}

base::Error no_mailbox() {
  return base::fail(base::Errc::not_found, "there is no such mailbox");
}

}  // namespace

base::Result<std::vector<Mailbox>> mailboxes(Connection& db, mail::AccountId account) {
  std::vector<Mailbox> found;
  auto rows = db.rows(
      "SELECT id, name, special_use, uid_validity, uid_next, highest_modseq, messages, unseen, recent, size,"
      " EXISTS(SELECT 1 FROM subscription s WHERE s.account = m.account AND s.name = m.name)"
      " FROM mailbox m WHERE account = ? AND gone = 0 ORDER BY name",
      account);
  while (rows.next()) found.push_back(mailbox_of(rows));
  return found;
}

base::Result<MailboxView> mailbox_view(Connection& db, mail::AccountId account, const std::string& name) {
  auto found = db.rows(
      "SELECT id, name, special_use, uid_validity, uid_next, highest_modseq, messages, unseen, recent, size,"
      " EXISTS(SELECT 1 FROM subscription s WHERE s.account = m.account AND s.name = m.name)"
      " FROM mailbox m WHERE account = ? AND name = ? AND gone = 0",
      account, canonical(name));
  if (!found.next()) return no_mailbox();
  MailboxView view;
  view.mailbox = mailbox_of(found);
  std::set<std::string> keywords;
  auto rows =
      db.rows("SELECT uid, flags, keywords FROM message WHERE account = ? AND mailbox = ? AND uid < ?",
              account, view.mailbox.id, view.mailbox.uid_next);
  while (rows.next()) {
    const mail::Uid uid{rows.small(0)};
    view.uids.add(uid);
    if (view.first_unseen.value == 0 && (rows.number(1) & mail::Flags::seen) == 0) view.first_unseen = uid;
    const mail::Flags flags = flags_of(0, rows.text(2));
    keywords.insert(flags.keywords().begin(), flags.keywords().end());
  }
  view.keywords.assign(keywords.begin(), keywords.end());
  return view;
}

base::Result<std::vector<Message>> messages(Connection& db, mail::AccountId account, mail::MailboxId mailbox,
                                            const mail::UidSet& uids) {
  const auto uid_next =
      db.number("SELECT uid_next FROM mailbox WHERE account = ? AND id = ? AND gone = 0", account, mailbox);
  if (!uid_next) return no_mailbox();
  std::vector<Message> found;
  for (const auto& range : uids.ranges()) {
    auto rows = db.rows(
        "SELECT uid, modseq, flags, keywords, size, received, body, body_size, prefix FROM message"
        " WHERE account = ? AND mailbox = ? AND uid BETWEEN ? AND ? AND uid < ? ORDER BY uid",
        account, mailbox, range.first, range.last, *uid_next);
    while (rows.next()) found.push_back(message_of(rows));
  }
  return found;
}

}  // namespace store::sqlite
