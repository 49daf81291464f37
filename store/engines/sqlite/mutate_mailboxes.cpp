// CREATE, DELETE, RENAME, SUBSCRIBE (RFC 3501 section 6.3), \Recent, APPEND.

#include <utility>

#include "store/engines/sqlite/bodies.hpp"
#include "store/engines/sqlite/imap_events.hpp"
#include "store/engines/sqlite/mailboxes.hpp"
#include "store/engines/sqlite/mutations.hpp"

namespace store::sqlite {
namespace {

constexpr std::int64_t most_subscriptions = 10'000;

void emit(Transaction& tx, const Actor& actor, AccountRow& account, MailboxRow& mailbox, mail::Event event,
          Changed& changed) {
  event.session = actor.session;
  tx.emit(account, &mailbox, event);
  tell(tx, account, event, nullptr, changed);
  tx.save(mailbox);
}

/// The mailbox `from` and those below it, with their new names.
std::vector<std::pair<MailboxRow, std::string>> renamed(Transaction& tx, mail::AccountId account,
                                                        const RenameMailbox& change) {
  std::vector<std::string> names{change.from};
  if (change.from != "INBOX") {  // what lies below INBOX stays there (RFC 3501 section 6.3.5)
    auto rows = tx.rows(
        "SELECT name FROM mailbox WHERE account = ?1 AND gone = 0 AND name > ?2 || '/' AND name < ?2 || '0'",
        account, change.from);
    while (rows.next()) names.push_back(rows.text(0));
  }
  std::vector<std::pair<MailboxRow, std::string>> found;
  for (const auto& name : names)
    if (auto mailbox = tx.mailbox(account, name))
      found.emplace_back(std::move(*mailbox), change.to + name.substr(change.from.size()));
  return found;
}

}  // namespace

base::Result<Changed> append(Transaction& tx, const Actor& actor, const Append& change) {
  auto account = tx.account(actor.account);
  if (!account) return no_account();
  auto mailbox = tx.mailbox(actor.account, canonical(change.mailbox));
  if (!mailbox) return no_mailbox();
  const NewMessage message{
      .flags = change.flags, .received = change.received, .body = body_name(change.body)};
  if (auto fits = charge(tx, *account, message.size()); !fits) return std::move(fits).error();
  if (auto kept = raise_refs(tx, message.body, 1); !kept) return std::move(kept).error();
  mail::Event event{.name = mail::EventName::message_append, .session = actor.session};
  event = add_message(tx, *account, *mailbox, message, std::move(event));
  Changed changed;
  const Departing about{event.uids.ranges().front().first, message.flags.system(), message.size(),
                        message.body.id, message.body.length};
  tell(tx, *account, event, &about, changed);
  run_script(tx, *account, event, ImapCause::append, changed);
  tx.save(*mailbox);
  tx.save(*account);
  changed.modseq = account->head;
  changed.uid_validity = mailbox->uid_validity;
  changed.target.push_back(about.uid);
  return changed;
}

base::Result<Changed> create(Transaction& tx, const Actor& actor, const CreateMailbox& change) {
  auto account = tx.account(actor.account);
  if (!account) return no_account();
  auto made = create_mailbox(tx, *account, canonical(change.name), change.special_use, actor.session);
  if (!made) return std::move(made).error();
  tx.save(*account);
  return Changed{.modseq = account->head, .uid_validity = made->uid_validity};
}

base::Result<Changed> remove_mailbox(Transaction& tx, const Actor& actor, const DeleteMailbox& change) {
  const auto name = canonical(change.name);
  if (name == "INBOX") return base::fail(base::Errc::denied, "INBOX cannot be deleted");
  auto account = tx.account(actor.account);
  if (!account) return no_account();
  auto mailbox = tx.mailbox(actor.account, name);
  if (!mailbox) return no_mailbox();
  Changed changed;
  emit(tx, actor, *account, *mailbox, {.name = mail::EventName::mailbox_delete}, changed);
  tx.run("UPDATE mailbox SET gone = 1 WHERE account = ? AND id = ?", account->id, mailbox->id);
  tx.run("DELETE FROM metadata WHERE account = ? AND mailbox = ?", account->id, mailbox->id);
  discharge(tx, *account, mailbox->size);
  tx.save(*account);
  changed.modseq = account->head;
  return changed;
}

base::Result<Changed> rename(Transaction& tx, const Actor& actor, const RenameMailbox& given) {
  const RenameMailbox change{canonical(given.from), canonical(given.to)};
  auto account = tx.account(actor.account);
  if (!account) return no_account();
  if (!tx.mailbox(actor.account, change.from)) return no_mailbox();
  if (change.to.starts_with(change.from + "/") && change.from != "INBOX")
    return base::fail(base::Errc::denied, "a mailbox cannot be moved below itself");
  const auto moving = renamed(tx, actor.account, change);
  for (const auto& [mailbox, name] : moving)
    if (auto free = may_be_named(tx, actor.account, name); !free) return std::move(free).error();
  // INBOX is made anew; every other mailbox only gets another name.
  if (auto room = has_room(tx, actor.account, change.to, change.from == "INBOX" ? 1 : 0); !room)
    return std::move(room).error();
  create_above(tx, *account, change.to, actor.session);
  Changed changed;
  for (auto [mailbox, name] : moving) {
    mail::Event event{
        .name = mail::EventName::mailbox_rename, .mailbox_name = name, .old_mailbox_name = mailbox.name};
    tx.run("UPDATE mailbox SET name = ? WHERE account = ? AND id = ?", name, actor.account, mailbox.id);
    emit(tx, actor, *account, mailbox, std::move(event), changed);
  }
  // RFC 3501 section 6.3.5: INBOX itself stays, empty, with its annotations (RFC 5464 section 4.1).
  if (change.from == "INBOX") {
    const auto inbox = insert_mailbox(tx, actor.account, "INBOX", "");
    tx.run(
        "INSERT INTO metadata(account, mailbox, entry, value) SELECT account, ?, entry, value FROM metadata"
        " WHERE account = ? AND mailbox = ?",
        inbox.id, actor.account, moving.front().first.id);
  }
  tx.save(*account);
  changed.modseq = account->head;
  return changed;
}

base::Result<Changed> subscribe(Transaction& tx, const Actor& actor, const Subscribe& change) {
  const auto name = canonical(change.name);
  auto account = tx.account(actor.account);
  if (!account) return no_account();
  const auto subscribed = tx.number("SELECT count(*) FROM subscription WHERE account = ?", account->id);
  if (change.subscribed && subscribed >= most_subscriptions)
    return base::fail(base::Errc::too_large, "there are too many subscriptions");
  const int changes =
      change.subscribed
          ? tx.run("INSERT OR IGNORE INTO subscription(account, name) VALUES (?, ?)", account->id, name)
          : tx.run("DELETE FROM subscription WHERE account = ? AND name = ?", account->id, name);
  if (changes == 0) return Changed{.modseq = account->head};
  Changed changed;
  mail::Event event{
      .name = change.subscribed ? mail::EventName::mailbox_subscribe : mail::EventName::mailbox_unsubscribe,
      .mailbox_name = name};
  if (auto mailbox = tx.mailbox(account->id, name)) {
    emit(tx, actor, *account, *mailbox, std::move(event), changed);
  } else {
    event.session = actor.session;
    tx.emit(*account, nullptr, event);
  }
  tx.save(*account);
  changed.modseq = account->head;
  return changed;
}

base::Result<Changed> claim_recent(Transaction& tx, const Actor& actor, const ClaimRecent& change) {
  auto mailbox = tx.mailbox(actor.account, change.mailbox);
  if (!mailbox) return no_mailbox();
  Changed changed;
  changed.recent_from = mailbox->recent_from;
  mailbox->recent_from = mailbox->uid_next;
  mailbox->recent = 0;
  tx.save(*mailbox);
  return changed;
}

}  // namespace store::sqlite
