// Sieve scripts of an account (RFC 5804 section 1.6): at most one is active.

#include <utility>

#include "store/engines/sqlite/operations.hpp"

namespace store::sqlite {
namespace {

base::Error no_script() {
  return base::fail(base::Errc::not_found, "there is no such script");
}

bool exists(Transaction& tx, mail::AccountId account, const std::string& name) {
  return tx.number("SELECT 1 FROM script WHERE account = ? AND name = ?", account, name).has_value();
}

base::Result<Nothing> put(Transaction& tx, const AccountRow& account, const ScriptChange& change,
                          const ScriptLimits& limits) {
  const auto others =
      tx.number("SELECT count(*) FROM script WHERE account = ? AND name <> ?", account.id, change.name);
  if (static_cast<std::size_t>(others.value_or(0)) + 1 > limits.scripts)
    return base::fail(base::Errc::over_quota, "there are too many scripts");
  const auto octets =
      tx.number("SELECT sum(length(CAST(text AS BLOB))) FROM script WHERE account = ? AND name <> ?",
                account.id, change.name);
  if (static_cast<std::uint64_t>(octets.value_or(0)) + change.text.size() > limits.octets)
    return base::fail(base::Errc::over_quota, "the scripts are too large together");
  tx.run(
      "INSERT INTO script(account, name, text, active, modseq) VALUES (?, ?, ?, 0, ?)"
      " ON CONFLICT(account, name) DO UPDATE SET text = excluded.text, modseq = excluded.modseq",
      account.id, change.name, change.text, account.head);
  return Nothing{};
}

base::Result<Nothing> activate(Transaction& tx, const AccountRow& account, const std::string& name) {
  if (!name.empty() && !exists(tx, account.id, name)) return no_script();
  tx.run("UPDATE script SET active = 0 WHERE account = ? AND active = 1", account.id);
  tx.run("UPDATE script SET active = 1 WHERE account = ? AND name = ?", account.id, name);
  return Nothing{};
}

base::Result<Nothing> remove(Transaction& tx, const AccountRow& account, const std::string& name) {
  const auto active = tx.number("SELECT active FROM script WHERE account = ? AND name = ?", account.id, name);
  if (!active) return no_script();
  if (*active != 0)
    return base::fail(base::Errc::denied,
                      "the active script cannot be deleted: activate another, or none, first");
  tx.run("DELETE FROM script WHERE account = ? AND name = ?", account.id, name);
  return Nothing{};
}

base::Result<Nothing> rename(Transaction& tx, const AccountRow& account, const ScriptChange& change) {
  if (!exists(tx, account.id, change.name)) return no_script();
  if (exists(tx, account.id, change.new_name))
    return base::fail(base::Errc::already_exists, "there is a script of that name");
  tx.run("UPDATE script SET name = ? WHERE account = ? AND name = ?", change.new_name, account.id,
         change.name);
  return Nothing{};
}

base::Result<Nothing> apply(Transaction& tx, const AccountRow& account, const ScriptChange& change,
                            const ScriptLimits& limits) {
  switch (change.kind) {
    case ScriptChange::Kind::put:
      return put(tx, account, change, limits);
    case ScriptChange::Kind::activate:
      return activate(tx, account, change.name);
    case ScriptChange::Kind::remove:
      return remove(tx, account, change.name);
    case ScriptChange::Kind::rename:
      return rename(tx, account, change);
  }
  return base::fail(base::Errc::unsupported, "no such change of a script");
}

Script script_of(const Query& row) {
  return {.name = row.text(0), .text = row.text(1), .active = row.truth(2), .modseq = {row.count(3)}};
}

}  // namespace

base::Result<mail::ModSeq> put_script(Transaction& tx, mail::AccountId id, const ScriptChange& change,
                                      const ScriptLimits& limits) {
  auto account = tx.account(id);
  if (!account) return base::fail(base::Errc::not_found, "there is no such account");
  ++account->head.value;
  if (auto done = apply(tx, *account, change, limits); !done) return std::move(done).error();
  const auto active = tx.number("SELECT modseq FROM script WHERE account = ? AND active = 1", id);
  account->script.value = static_cast<std::uint64_t>(active.value_or(0));
  tx.save(*account);
  tx.forget(id);
  return account->head;
}

base::Result<std::vector<Script>> scripts(Connection& db, mail::AccountId account) {
  std::vector<Script> found;
  auto rows =
      db.rows("SELECT name, text, active, modseq FROM script WHERE account = ? ORDER BY name", account);
  while (rows.next()) found.push_back(script_of(rows));
  return found;
}

base::Result<Script> script(Connection& db, mail::AccountId account, const std::string& name) {
  auto row = db.rows(
      "SELECT name, text, active, modseq FROM script WHERE account = ?1 AND (name = ?2 OR (?2 = '' AND "
      "active = 1))",
      account, name);
  if (!row.next()) return no_script();
  return script_of(row);
}

}  // namespace store::sqlite
