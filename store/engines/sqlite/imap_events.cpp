// IMAP events that make a script run: one row of the outbox for all messages of an event to which the same
// happened.

#include "store/engines/sqlite/imap_events.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "store/engines/sqlite/enqueue.hpp"

namespace store::sqlite {
namespace {

const std::string annotation = "/shared/imapsieve/script";

/// RFC 6785 section 2.3.1: the mailbox's entry is chosen before anybody looks at what it holds. "" for none.
std::string script_of(Transaction& tx, mail::AccountId account, mail::MailboxId mailbox) {
  auto name = metadata(tx.database(), account, mailbox, annotation);
  if (name && !*name) name = metadata(tx.database(), account, {}, annotation);
  if (!name || !*name || (*name)->empty()) return "";
  const auto there = tx.number("SELECT 1 FROM script WHERE account = ? AND name = ?", account, **name);
  return there ? **name : "";
}

/// Flags that were set or cleared.
mail::Flags difference(const mail::FlagChange& change) {
  mail::Flags set = change.after;
  set.remove(change.before);
  mail::Flags cleared = change.before;
  cleared.remove(change.after);
  set.add(cleared);
  return set;
}

/// A message that only lies there has no trace yet; what scripts do to it goes into one.
void have_trace(Transaction& tx, AccountRow& account, const mail::Event& event) {
  if (trace_row(tx.database(), account.last_trace, event.modseq, 1) == 0)
    begin_trace(tx, account, event.modseq, {});
}

}  // namespace

void run_script(Transaction& tx, AccountRow& account, const mail::Event& event, ImapCause cause,
                Changed& changed) {
  if (!tx.books().manners.runs_notifier) return;  // nobody would run it
  const auto script = script_of(tx, account.id, event.mailbox);
  if (script.empty()) return;
  if (cause == ImapCause::append) have_trace(tx, account, event);
  std::map<std::string, ScriptItem> rows;  // by the flags that changed
  const auto row_for = [&](const mail::Flags& flags) -> ScriptItem& {
    const auto [row, is_new] = rows.try_emplace(flags.text());
    if (is_new)
      row->second = {.cause = cause,
                     .script = script,
                     .mailbox = event.mailbox,
                     .mailbox_name = event.mailbox_name,
                     .uids = {},
                     .changed = flags,
                     .modseq = event.modseq};
    return row->second;
  };
  if (cause == ImapCause::flag)
    for (const auto& one : event.changes) row_for(difference(one)).uids.add(one.uid);
  else
    row_for({}).uids = event.uids;
  for (auto& [flags, row] : rows)
    if (auto leased = enqueue(tx, account.id, std::move(row), 0))
      changed.leased.push_back(std::move(*leased));
}

void tell_of_copy(Transaction& tx, AccountRow& account, const mail::Event& event, const NewMessage& message,
                  std::vector<Item>& leased) {
  const Departing about{event.uids.ranges().front().first, message.flags.system(), message.size(),
                        message.body.id, message.body.length};
  Changed changed;
  tell(tx, account, event, &about, changed);
  std::ranges::move(changed.leased, std::back_inserter(leased));
}

base::Result<Nothing> change_existing(Transaction& tx, mail::AccountId account, const Existing& existing,
                                      std::vector<Item>& leased) {
  const Actor script{.account = account, .session = "", .is_script = true};
  const auto change = [&](StoreFlags::Mode mode, const mail::Flags& flags) -> base::Result<bool> {
    auto slice = store_flags(tx, script,
                             {.mailbox = existing.mailbox,
                              .uids = mail::UidSet(existing.uid),
                              .mode = mode,
                              .flags = flags,
                              .unchanged_since = {}},
                             mail::Uid{1});
    if (!slice) return std::move(slice).error();
    std::ranges::move(slice->changed.leased, std::back_inserter(leased));
    return !slice->changed.flags.empty();
  };
  // Also without flags to change: it tells whether the message is there.
  const auto added = change(StoreFlags::Mode::add, existing.add);
  const auto removed = change(StoreFlags::Mode::remove, existing.remove);
  if (!added || !removed || !*added)
    return base::fail(base::Errc::conflict, "the message that the script ran over has gone");
  return Nothing{};
}

base::Result<mail::Event> event_of(Transaction& tx, const AccountRow& account, const Existing& existing) {
  const auto mailbox = tx.mailbox(account.id, existing.mailbox);
  auto row = tx.rows(
      "SELECT arrival, flags, keywords, size FROM message WHERE account = ? AND mailbox = ? AND uid = ?",
      account.id, existing.mailbox, existing.uid);
  if (!mailbox || !row.next())
    return base::fail(base::Errc::conflict, "the message that the script ran over has gone");
  mail::Event event{.name = existing.cause == ImapCause::flag ? mail::EventName::flags_set
                                                              : mail::EventName::message_append,
                    .account = account.id,
                    .modseq = {row.count(0)},
                    .mailbox = mailbox->id,
                    .mailbox_name = mailbox->name};
  event.uid_validity = mailbox->uid_validity;
  event.uid_next = mailbox->uid_next;
  event.uids = mail::UidSet(existing.uid);
  event.flags = flags_of(row.number(1), row.text(2));
  event.size = row.count(3);
  event.timestamp = tx.now();
  return event;
}

}  // namespace store::sqlite
