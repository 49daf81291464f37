// One operation in the writer. Each takes the account's row first, so that all changes of an account are in
// line and its modseq never skips: an event's modseq is given here and nowhere else.

#include "store/engines/sqlite/transaction.hpp"

#include <ranges>

#include "store/engines/sqlite/codec.hpp"

namespace store::sqlite {
namespace {

MailboxRow mailbox_row(const Query& row) {
  MailboxRow mailbox;
  mailbox.account.value = row.number(0);
  mailbox.id.value = row.number(1);
  mailbox.name = row.text(2);
  mailbox.uid_validity.value = row.small(3);
  mailbox.uid_next.value = row.small(4);
  mailbox.highest_modseq.value = row.count(5);
  mailbox.messages = row.small(6);
  mailbox.unseen = row.small(7);
  mailbox.recent = row.small(8);
  mailbox.recent_from.value = row.small(9);
  mailbox.size = row.count(10);
  mailbox.last_event = row.number(11);
  return mailbox;
}

}  // namespace

std::optional<AccountRow> Transaction::account(mail::AccountId id) {
  auto row = rows(
      "SELECT quota, used, exceeded, head, last_event, last_trace, wants, script FROM account"
      " WHERE id = ? AND gone = 0",
      id);
  if (!row.next()) return std::nullopt;
  AccountRow account;
  account.id = id;
  account.quota = row.count(0);
  account.used = row.count(1);
  account.exceeded = row.truth(2);
  account.head.value = row.count(3);
  account.last_event = row.number(4);
  account.last_trace = row.number(5);
  account.wants = row.small(6);
  account.script.value = row.count(7);
  return account;
}

void Transaction::save(const AccountRow& account) {
  run("UPDATE account SET used = ?, exceeded = ?, head = ?, last_event = ?, last_trace = ?, wants = ?,"
      " script = ? WHERE id = ?",
      account.used, account.exceeded, account.head, account.last_event, account.last_trace, account.wants,
      account.script, account.id);
  saved_ = account;
}

std::optional<MailboxRow> Transaction::mailbox(mail::AccountId account, mail::MailboxId id) {
  auto row = rows(
      "SELECT account, id, name, uid_validity, uid_next, highest_modseq, messages, unseen, recent,"
      " recent_from, size, last_event FROM mailbox WHERE account = ? AND id = ? AND gone = 0",
      account, id);
  if (!row.next()) return std::nullopt;
  return mailbox_row(row);
}

std::optional<MailboxRow> Transaction::mailbox(mail::AccountId account, std::string_view name) {
  auto row = rows(
      "SELECT account, id, name, uid_validity, uid_next, highest_modseq, messages, unseen, recent,"
      " recent_from, size, last_event FROM mailbox WHERE account = ? AND name = ? AND gone = 0",
      account, name);
  if (!row.next()) return std::nullopt;
  return mailbox_row(row);
}

void Transaction::save(const MailboxRow& mailbox) {
  run("UPDATE mailbox SET uid_next = ?, highest_modseq = ?, messages = ?, unseen = ?, recent = ?,"
      " recent_from = ?, size = ?, last_event = ? WHERE account = ? AND id = ?",
      mailbox.uid_next, mailbox.highest_modseq, mailbox.messages, mailbox.unseen, mailbox.recent,
      mailbox.recent_from, mailbox.size, mailbox.last_event, mailbox.account, mailbox.id);
}

std::int64_t Transaction::next(std::string_view name) {
  run("INSERT INTO sequence(name, value) VALUES (?, 1) ON CONFLICT(name) DO UPDATE SET value = value + 1",
      name);
  return number("SELECT value FROM sequence WHERE name = ?", name).value();
}

void Transaction::emit(AccountRow& account, MailboxRow* mailbox, mail::Event& event) {
  ++account.head.value;
  event.account = account.id;
  event.modseq = account.head;
  event.timestamp = now_;
  if (mailbox) {
    event.mailbox = mailbox->id;
    if (event.mailbox_name.empty()) event.mailbox_name = mailbox->name;
    event.uid_validity = mailbox->uid_validity;
    event.uid_next = mailbox->uid_next;
    mailbox->highest_modseq = event.modseq;
  }
  Encoder payload;
  encode(payload, event);
  const auto id = books_.next_event++;
  run("INSERT INTO event(id, account, modseq, mailbox, name, at, prev_in_account, prev_in_mailbox, payload)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      id, account.id, event.modseq, event.mailbox, event.name, now_, account.last_event,
      mailbox ? mailbox->last_event : 0, Blob{payload.take()});
  account.last_event = id;
  if (mailbox) mailbox->last_event = id;
  hint(account);
}

std::optional<base::Error> Transaction::fault(std::string_view step) const {
  if (!books_.manners.fault) return std::nullopt;
  return books_.manners.fault(step);
}

void Transaction::roll_back() {
  for (const auto& undo : std::views::reverse(undo_)) undo();
  undo_.clear();
  hint_.reset();
  saved_.reset();
  forgotten_.clear();
}

}  // namespace store::sqlite
