// What has happened in an account since a modseq: a walk back along the events from the head that its row
// holds.

#include <algorithm>
#include <utility>

#include "store/engines/sqlite/codec.hpp"
#include "store/engines/sqlite/operations.hpp"

namespace store::sqlite {
namespace {

/// A reader that is further behind reads its mailboxes anew, which is cheaper.
constexpr std::size_t longest_walk = 50'000;

base::Error too_old() {
  return base::fail(base::Errc::too_old, "these changes are not kept any more");
}

/// The ids of the events after `since`, newest first; nothing if they are not all there.
std::optional<std::vector<std::int64_t>> events_since(Connection& db, std::int64_t newest,
                                                      mail::ModSeq since) {
  std::vector<std::int64_t> ids;
  for (std::int64_t id = newest; id != 0;) {
    auto row = db.rows("SELECT modseq, prev_in_account FROM event WHERE id = ?", id);
    if (!row.next()) return std::nullopt;
    if (row.count(0) <= since.value) return ids;
    if (ids.size() == longest_walk) return std::nullopt;
    ids.push_back(id);
    id = row.number(1);
  }
  return ids;
}

}  // namespace

base::Result<Changes> changes(Connection& db, mail::AccountId account, mail::ModSeq since,
                              std::size_t limit) {
  Changes changes;
  std::int64_t newest = 0;
  {
    auto row = db.rows("SELECT head, last_event FROM account WHERE id = ? AND gone = 0", account);
    if (!row.next()) return base::fail(base::Errc::not_found, "there is no such account");
    changes.head.value = row.count(0);
    newest = row.number(1);
  }
  if (since >= changes.head) return changes;
  auto ids = events_since(db, newest, since);
  if (!ids) return too_old();
  changes.truncated = ids->size() > limit;
  const auto wanted = std::min(ids->size(), limit);
  std::reverse(ids->begin(), ids->end());
  ids->resize(wanted);
  for (const auto id : *ids) {
    auto row = db.rows("SELECT payload FROM event WHERE id = ?", id);
    if (!row.next()) return too_old();
    const std::string payload = row.text(0);
    Decoder in(payload);
    changes.events.push_back(decode_event(in));
  }
  return changes;
}

base::Result<mail::UidSet> expunged(Connection& db, mail::AccountId account, mail::MailboxId mailbox,
                                    mail::ModSeq since) {
  auto newest =
      db.number("SELECT last_event FROM mailbox WHERE account = ? AND id = ? AND gone = 0", account, mailbox);
  if (!newest) return base::fail(base::Errc::not_found, "there is no such mailbox");
  mail::UidSet uids;
  std::size_t steps = 0;
  for (std::int64_t id = *newest; id != 0; ++steps) {
    auto row = db.rows("SELECT modseq, prev_in_mailbox, name, payload FROM event WHERE id = ?", id);
    if (!row.next() || steps == longest_walk) return too_old();
    if (row.count(0) <= since.value) return uids;
    id = row.number(1);
    if (static_cast<mail::EventName>(row.number(2)) != mail::EventName::message_expunge) continue;
    const std::string payload = row.text(3);
    Decoder in(payload);
    const mail::Event event = decode_event(in);
    for (const auto& range : event.uids.ranges()) uids.add(range.first, range.last);
  }
  return uids;
}

base::Result<std::vector<mail::ModSeq>> heads(Connection& db, const std::vector<mail::AccountId>& accounts) {
  std::vector<mail::ModSeq> found;
  found.reserve(accounts.size());
  for (const auto account : accounts) {
    const auto head = db.number("SELECT head FROM account WHERE id = ? AND gone = 0", account);
    found.push_back(mail::ModSeq{static_cast<std::uint64_t>(head.value_or(0))});
  }
  return found;
}

}  // namespace store::sqlite
