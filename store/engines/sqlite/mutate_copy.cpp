// COPY and MOVE (RFC 3501 section 6.4.7, RFC 6851): all or nothing for who looks on. A few messages are one
// operation. More go in slices that hold the account's line: the copies have uids from `uid_next` on, where
// nobody sees them, until the last slice raises it. What a crash leaves is in the table `unfinished`, and
// undone or ended when the store opens.

#include <chrono>
#include <utility>

#include "base/text.hpp"
#include "net/loops.hpp"
#include "store/engines/sqlite/bodies.hpp"
#include "store/engines/sqlite/copying.hpp"
#include "store/engines/sqlite/imap_events.hpp"
#include "store/engines/sqlite/mailboxes.hpp"

namespace store::sqlite {
namespace {

/// What has been copied so far, by the coroutine that goes on with it.
struct Progress {
  mail::Uid next{1};    ///< where the next slice begins in the source
  mail::Uid first_uid;  ///< of the copies
  std::uint64_t size = 0;
  std::uint32_t unseen = 0;
  mail::Flags flags;  ///< of the last one
  BodyName body;      ///< of the last one
  Changed changed;
};

/// At most slice_size messages from `progress.next` on; it is 0 afterwards if they were the last.
std::vector<Original> next_originals(Transaction& tx, const MailboxRow& from, const mail::UidSet& uids,
                                     Progress& progress) {
  auto found = originals(tx, from, uids, progress.next, slice_size + 1);
  progress.next = {};
  if (found.size() > slice_size) {
    progress.next = found.back().uid;
    found.pop_back();
  }
  return found;
}

struct Ends {
  AccountRow account;
  MailboxRow from;
  MailboxRow to;
};

base::Result<Ends> ends_of(Transaction& tx, const Actor& actor, const Copy& change) {
  auto account = tx.account(actor.account);
  if (!account) return no_account();
  auto from = tx.mailbox(actor.account, change.from);
  if (!from) return no_mailbox();
  auto to = tx.mailbox(actor.account, canonical(change.to));
  if (!to) return base::fail(base::Errc::not_found, "there is no such mailbox to copy to");
  return Ends{*account, std::move(*from), std::move(*to)};
}

/// RFC 6851 section 4.1: what moves takes no more room than before.
base::Result<Nothing> charge_copies(Transaction& tx, AccountRow& account, const Copy& change,
                                    std::uint64_t size) {
  if (!change.move) return charge(tx, account, size);
  account.used += size;
  return Nothing{};
}

/// Copies a slice to uids that nobody sees yet.
base::Result<Nothing> copy_slice(Transaction& tx, Ends& ends, const Copy& change, Progress& progress) {
  progress.first_uid = ends.to.uid_next;
  const mail::ModSeq modseq{ends.account.head.value + 1};
  for (auto& original : next_originals(tx, ends.from, change.uids, progress)) {
    if (auto kept = raise_refs(tx, original.body, 1); !kept) return std::move(kept).error();
    const mail::Uid uid{progress.first_uid.value +
                        static_cast<std::uint32_t>(progress.changed.target.size())};
    insert_copy(tx, ends.to, uid, modseq, original);
    progress.size += original.size;
    if (!original.flags.has(mail::Flags::seen)) ++progress.unseen;
    progress.flags = original.flags;
    progress.body = original.body;
    progress.changed.source.push_back(original.uid);
    progress.changed.target.push_back(uid);
  }
  AccountRow account = ends.account;  // its quota is charged in the end
  return charge_copies(tx, account, change, progress.size);
}

/// The copies appear: counters, quota, one event for all of them.
base::Result<Nothing> appear(Transaction& tx, const Actor& actor, Ends& ends, const Copy& change,
                             Progress& progress) {
  const auto count = static_cast<std::uint32_t>(progress.changed.target.size());
  progress.changed.uid_validity = ends.to.uid_validity;
  if (count == 0) return Nothing{};
  if (auto fits = charge_copies(tx, ends.account, change, progress.size); !fits)
    return std::move(fits).error();
  ends.to.uid_next.value += count;
  ends.to.messages += count;
  ends.to.recent += count;
  ends.to.unseen += progress.unseen;
  ends.to.size += progress.size;
  mail::Event event{.name = mail::EventName::message_append, .session = actor.session};
  event.uids.add(progress.changed.target.front(), progress.changed.target.back());
  event.flags = count == 1 ? progress.flags : mail::Flags();
  event.size = count == 1 ? progress.size : 0;
  tx.emit(ends.account, &ends.to, event);
  const Departing about{progress.changed.target.front(), 0, 0, progress.body.id, progress.body.length};
  tell(tx, ends.account, event, count == 1 ? &about : nullptr, progress.changed);
  run_script(tx, ends.account, event, ImapCause::copy, progress.changed);
  tx.save(ends.to);
  return Nothing{};
}

/// The messages of `uids`, copied before, leave the mailbox `from`; the next slice begins at the uid
/// returned.
mail::Uid leave_slice(Transaction& tx, const Actor& actor, AccountRow& account, mail::MailboxId from,
                      const mail::UidSet& uids, mail::Uid begin, Changed& changed) {
  auto mailbox = tx.mailbox(actor.account, from);
  if (!mailbox) return {};
  auto leaving = departing(tx, *mailbox, uids, begin);
  mail::Uid next;
  if (leaving.size() > slice_size) {
    next = leaving.back().uid;
    leaving.pop_back();
  }
  depart(tx, actor, account, *mailbox, leaving, changed);
  tx.save(*mailbox);
  return next;
}

mail::UidSet set_of(const std::vector<mail::Uid>& uids) {
  mail::UidSet set;
  for (const auto uid : uids) set.add(uid);
  return set;
}

/// Everything at once, if it is one slice; else nothing, and false.
base::Result<bool> copy_few(Transaction& tx, const Actor& actor, const Copy& change, Progress& progress) {
  progress = {};
  auto ends = ends_of(tx, actor, change);
  if (!ends) return std::move(ends).error();
  if (originals(tx, ends->from, change.uids, {1}, slice_size + 1).size() > slice_size) return false;
  if (auto copied = copy_slice(tx, *ends, change, progress); !copied) return std::move(copied).error();
  if (auto done = appear(tx, actor, *ends, change, progress); !done) return std::move(done).error();
  if (change.move)
    leave_slice(tx, actor, ends->account, change.from, set_of(progress.changed.source), {1},
                progress.changed);
  tx.save(ends->account);
  progress.changed.modseq = ends->account.head;
  return true;
}

base::Result<Nothing> begin(Transaction& tx, const Actor& actor, const Copy& change) {
  auto ends = ends_of(tx, actor, change);
  if (!ends) return std::move(ends).error();
  tx.run("INSERT INTO unfinished(account, mailbox, first_uid, source, moved) VALUES (?, ?, ?, ?, x'')",
         actor.account, ends->to.id, ends->to.uid_next, change.from);
  return Nothing{};
}

base::Result<Nothing> go_on(Transaction& tx, const Actor& actor, const Copy& change, Progress& progress) {
  auto ends = ends_of(tx, actor, change);
  if (!ends) return std::move(ends).error();
  return copy_slice(tx, *ends, change, progress);
}

base::Result<Nothing> end(Transaction& tx, const Actor& actor, const Copy& change, Progress& progress) {
  auto ends = ends_of(tx, actor, change);
  if (!ends) return std::move(ends).error();
  if (auto done = appear(tx, actor, *ends, change, progress); !done) return std::move(done).error();
  tx.save(ends->account);
  progress.changed.modseq = ends->account.head;
  if (change.move)
    note_moved(tx, actor.account, set_of(progress.changed.source));
  else
    tx.run("DELETE FROM unfinished WHERE account = ?", actor.account);
  return Nothing{};
}

base::Result<mail::Uid> leave(Transaction& tx, const Actor& actor, const Copy& change, mail::Uid from,
                              Changed& changed) {
  auto account = tx.account(actor.account);
  if (!account) return no_account();
  const auto next = leave_slice(tx, actor, *account, change.from, set_of(changed.source), from, changed);
  tx.save(*account);
  changed.modseq = account->head;
  if (next.value == 0) tx.run("DELETE FROM unfinished WHERE account = ?", actor.account);
  return next;
}

/// Takes the hidden copies away again. A full disk may refuse that for a while; the account's line is held
/// meanwhile.
net::Task<> undo(Writer& writer, mail::AccountId account) {
  for (bool more = true; more;) {
    auto slice = co_await writer.write<bool>(
        account, [account](Transaction& tx) { return undo_copy_slice(tx, account); }, Line::keep);
    if (slice)
      more = *slice;
    else
      co_await net::sleep_until(std::chrono::steady_clock::now() + std::chrono::seconds(1));
  }
}

/// Lets the others at the account again.
net::Task<> let_go(Writer& writer, mail::AccountId account) {
  auto left = co_await writer.write<Nothing>(
      account, [](Transaction&) { return base::Result<Nothing>(Nothing{}); }, Line::leave);
  static_cast<void>(left);  // even a refused operation leaves the line
}

Answer<Changed> copy_many(Writer& writer, const Actor& actor, const Copy& change) {
  const auto account = actor.account;
  auto begun = co_await writer.write<Nothing>(
      account, [&](Transaction& tx) { return begin(tx, actor, change); }, Line::take);
  if (!begun) co_return std::move(begun).error();
  Progress progress;
  base::Result<Nothing> step = Nothing{};
  while (step && progress.next.value != 0) {
    Progress copied = progress;
    step = co_await writer.write<Nothing>(
        account, [&](Transaction& tx) { return go_on(tx, actor, change, copied); }, Line::keep);
    if (step) progress = std::move(copied);
  }
  if (step)
    step = co_await writer.write<Nothing>(
        account, [&](Transaction& tx) { return end(tx, actor, change, progress); }, Line::keep);
  if (!step) {
    co_await undo(writer, account);
    co_await let_go(writer, account);
    co_return std::move(step).error();
  }
  // From here on the copies are there; a refused slice leaves the rest to the next start of the store.
  for (mail::Uid from{1}; change.move && from.value != 0;) {
    auto next = co_await writer.write<mail::Uid>(
        account, [&](Transaction& tx) { return leave(tx, actor, change, from, progress.changed); },
        Line::keep);
    from = next ? *next : mail::Uid{};
  }
  co_await let_go(writer, account);
  co_return std::move(progress.changed);
}

}  // namespace

Answer<Changed> copy(Writer& writer, Actor actor, Copy change) {
  Progress progress;
  auto done = co_await writer.write<bool>(
      actor.account, [&](Transaction& tx) { return copy_few(tx, actor, change, progress); });
  if (!done) co_return std::move(done).error();
  if (*done) co_return std::move(progress.changed);
  co_return co_await copy_many(writer, actor, change);
}

}  // namespace store::sqlite
