// Settings of the whole process, traces of decisions, cursors of taps, subscriptions.

#include <utility>

#include "store/engines/sqlite/codec.hpp"
#include "store/engines/sqlite/enqueue.hpp"
#include "store/engines/sqlite/mailboxes.hpp"
#include "store/engines/sqlite/operations.hpp"

namespace store::sqlite {
namespace {

constexpr std::size_t longest_walk = 50'000;  // events or traces

}  // namespace

base::Result<Nothing> put_setting(Transaction& tx, const std::string& name,
                                  const std::optional<std::string>& value, const Secrets& secrets) {
  if (value)
    tx.run("INSERT OR REPLACE INTO setting(name, value) VALUES (?, ?)", name,
           Blob{secrets.seal(*value, "setting " + name)});
  else
    tx.run("DELETE FROM setting WHERE name = ?", name);
  return Nothing{};
}

base::Result<std::optional<std::string>> setting(Connection& db, const std::string& name,
                                                 const Secrets& secrets) {
  auto row = db.rows("SELECT value FROM setting WHERE name = ?", name);
  if (!row.next()) return std::optional<std::string>{};
  return std::optional<std::string>{secrets.open(row.text(0), "setting " + name)};
}

base::Result<Nothing> add_trace(Transaction& tx, mail::AccountId id, mail::ModSeq modseq,
                                const Trace& trace) {
  auto account = tx.account(id);
  if (!account) return base::fail(base::Errc::not_found, "there is no such account");
  const auto row = trace_row(tx.database(), account->last_trace, modseq, longest_walk);
  if (row == 0) return base::fail(base::Errc::not_found, "nothing is recorded of that");
  append_trace(tx, row, trace);
  return Nothing{};
}

base::Result<Trace> trace(Connection& db, mail::AccountId account, mail::ModSeq modseq) {
  const auto latest = db.number("SELECT last_trace FROM account WHERE id = ? AND gone = 0", account);
  const auto row = trace_row(db, latest.value_or(0), modseq, longest_walk);
  if (row == 0) return base::fail(base::Errc::not_found, "nothing is recorded of that (any more)");
  auto steps = db.rows("SELECT steps FROM trace WHERE id = ?", row);
  if (!steps.next()) return base::fail(base::Errc::not_found, "nothing is recorded of that (any more)");
  return decode_trace(steps.text(0));
}

/// A trace grows when scripts of IMAP events run over an older message: the newest step may stand in any.
base::Result<std::optional<Traced>> last_step(Connection& db, mail::AccountId account, std::size_t most,
                                              const std::function<bool(const TraceStep&)>& wanted) {
  std::optional<Traced> last;
  auto id = db.number("SELECT last_trace FROM account WHERE id = ? AND gone = 0", account).value_or(0);
  for (std::size_t seen = 0; id != 0 && seen < most; ++seen) {
    auto row = db.rows("SELECT modseq, prev_in_account, steps FROM trace WHERE id = ?", id);
    if (!row.next()) break;  // it is past the retention
    for (auto& step : decode_trace(row.text(2)))
      if (wanted(step) && (!last || step.at > last->trace.front().at))
        last = Traced{.modseq = {row.count(0)}, .trace = {std::move(step)}};
    id = row.number(1);
  }
  return last;
}

namespace {

/// A message that is not here any more, or never was (it lies on a foreign server): a walk back over the
/// events of the account.
std::optional<mail::ModSeq> told_of(Connection& db, mail::AccountId account, const std::string& mailbox,
                                    mail::Uid uid) {
  auto id = db.number("SELECT last_event FROM account WHERE id = ? AND gone = 0", account).value_or(0);
  for (std::size_t steps = 0; id != 0 && steps < longest_walk; ++steps) {
    auto row = db.rows("SELECT prev_in_account, name, payload FROM event WHERE id = ?", id);
    if (!row.next()) break;
    id = row.number(0);
    if (static_cast<mail::EventName>(row.number(1)) != mail::EventName::message_new) continue;
    const std::string payload = row.text(2);
    Decoder in(payload);
    const mail::Event event = decode_event(in);
    if (event.mailbox_name == mailbox && event.uids.contains(uid)) return event.modseq;
  }
  return std::nullopt;
}

}  // namespace

base::Result<mail::ModSeq> arrival(Connection& db, mail::AccountId account, const std::string& mailbox,
                                   mail::Uid uid) {
  const auto found = db.number(
      "SELECT arrival FROM message WHERE account = ?1 AND mailbox = (SELECT id FROM mailbox WHERE account = "
      "?1 AND"
      " name = ?2 AND gone = 0) AND uid = ?3",
      account, canonical(mailbox), uid);
  if (!found) {
    const auto told = told_of(db, account, canonical(mailbox), uid);
    if (!told) return base::fail(base::Errc::not_found, "there is no such message");
    return *told;
  }
  return mail::ModSeq{static_cast<std::uint64_t>(*found)};
}

base::Result<std::optional<Cursor>> cursor(Connection& db, mail::AccountId account,
                                           const std::string& mailbox) {
  auto row = db.rows(
      "SELECT uid_validity, uid_next, highest_modseq, told_until FROM cursor WHERE account = ? AND mailbox = "
      "?",
      account, mailbox);
  if (!row.next()) return std::optional<Cursor>{};
  return std::optional<Cursor>{Cursor{mailbox, {row.small(0)}, {row.small(1)}, row.count(2), row.time(3)}};
}

bool remembers(Connection& db, mail::AccountId account, const std::string& key, base::Time now) {
  return db.number("SELECT 1 FROM memory WHERE account = ? AND key = ? AND until > ?", account, key, now)
      .has_value();
}

base::Result<std::vector<std::string>> subscriptions(Connection& db, mail::AccountId account) {
  std::vector<std::string> names;
  auto rows = db.rows("SELECT name FROM subscription WHERE account = ? ORDER BY name", account);
  while (rows.next()) names.push_back(rows.text(0));
  return names;
}

}  // namespace store::sqlite
