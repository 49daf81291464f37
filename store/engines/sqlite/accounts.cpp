// Accounts, their addresses and credentials, and the domains that may make them.

#include <array>
#include <utility>

#include "base/text.hpp"
#include "store/engines/sqlite/bodies.hpp"
#include "store/engines/sqlite/enqueue.hpp"
#include "store/engines/sqlite/mailboxes.hpp"
#include "store/engines/sqlite/operations.hpp"

namespace store::sqlite {
namespace {

/// What a new account finds (RFC 6154).
constexpr std::array<std::pair<const char*, const char*>, 6> first_mailboxes{{{"INBOX", ""},
                                                                              {"Drafts", "\\Drafts"},
                                                                              {"Sent", "\\Sent"},
                                                                              {"Junk", "\\Junk"},
                                                                              {"Trash", "\\Trash"},
                                                                              {"Archive", "\\Archive"}}};

mail::AccountId make_account(Transaction& tx, const Account& account) {
  const mail::AccountId id{tx.next("account")};
  tx.run(
      "INSERT INTO account(id, quota, used, enabled, exceeded, gone, head, last_event, last_trace, wants,"
      " script, created) VALUES (?, ?, 0, ?, 0, 0, 0, 0, 0, 0, 0, ?)",
      id, account.quota, account.enabled, account.created == base::Time{} ? tx.now() : account.created);
  for (const auto& [name, special_use] : first_mailboxes) {
    insert_mailbox(tx, id, name, special_use);
    tx.run("INSERT INTO subscription(account, name) VALUES (?, ?)", id, name);
  }
  return id;
}

base::Result<Nothing> claim_address(Transaction& tx, mail::AccountId id, const std::string& address,
                                    bool is_primary) {
  const auto owner = tx.number("SELECT account FROM address WHERE address = ?", address);
  if (owner && *owner != id.value)
    return base::fail(base::Errc::already_exists, "the address " + address + " is taken");
  tx.run(
      "INSERT INTO address(address, account, is_primary) VALUES (?, ?, ?)"
      " ON CONFLICT(address) DO UPDATE SET is_primary = max(is_primary, excluded.is_primary)",
      address, id, is_primary);
  return Nothing{};
}

Account account_of(Connection& db, const Query& row) {
  Account account;
  account.id.value = row.number(0);
  account.quota = row.count(1);
  account.used = row.count(2);
  account.enabled = row.truth(3);
  account.head.value = row.count(4);
  account.created = row.time(5);
  auto addresses =
      db.rows("SELECT address, is_primary FROM address WHERE account = ? ORDER BY address", account.id);
  while (addresses.next()) {
    if (addresses.truth(1))
      account.address = addresses.text(0);
    else
      account.aliases.push_back(addresses.text(0));
  }
  return account;
}

/// RFC 5423 section 4.3. The row is saved by the caller.
void change_quota(Transaction& tx, AccountRow& account, std::uint64_t quota) {
  if (quota == account.quota) return;
  account.quota = quota;
  mail::Event event{.name = mail::EventName::quota_change};
  tx.emit(account, nullptr, event);
  announce(tx, account, event);
  tell_quota_within(tx, account);
}

/// The head moves on without an event, so that whoever listens looks.
void end_logins(Transaction& tx, AccountRow& account) {
  tx.forget(account.id);
  ++account.head.value;
  tx.save(account);
  tx.end_logins(account);
}

base::Error no_account() {
  return base::fail(base::Errc::not_found, "there is no such account");
}

std::vector<Credential> credentials_of(Query rows) {
  std::vector<Credential> found;
  while (rows.next()) {
    Credential credential;
    credential.account.value = rows.number(0);
    credential.kind = static_cast<Credential::Kind>(rows.number(1));
    if (rows.number(2) != 0) credential.device = mail::DeviceId{rows.number(2)};
    credential.verifier = rows.text(3);
    found.push_back(std::move(credential));
  }
  return found;
}

}  // namespace

base::Result<mail::AccountId> put_account(Transaction& tx, const Account& account) {
  if (account.address.empty()) return base::fail(base::Errc::syntax, "an account needs an address");
  mail::AccountId id = account.id;
  if (id.value == 0) {
    id = make_account(tx, account);
  } else {
    auto row = tx.account(id);
    if (!row) return no_account();
    change_quota(tx, *row, account.quota);
    end_logins(tx, *row);
    tx.run("UPDATE account SET quota = ?, enabled = ? WHERE id = ?", account.quota, account.enabled, id);
    tx.run("DELETE FROM address WHERE account = ?", id);
  }
  if (auto mine = claim_address(tx, id, base::text::lowered(account.address), true); !mine)
    return std::move(mine).error();
  for (const auto& alias : account.aliases)
    if (auto mine = claim_address(tx, id, base::text::lowered(alias), false); !mine)
      return std::move(mine).error();
  return id;
}

base::Result<Nothing> drop_account(Transaction& tx, mail::AccountId id) {
  auto row = tx.account(id);
  if (!row) return no_account();
  end_logins(tx, *row);
  std::vector<std::int64_t> pinned;
  {
    auto rows = tx.rows("SELECT body FROM outbox WHERE account = ?", id);
    while (rows.next()) pinned.push_back(rows.number(0));
  }
  for (const auto body : pinned) lower_refs(tx, body);
  tx.run("DELETE FROM outbox WHERE account = ?", id);
  tx.run("DELETE FROM address WHERE account = ?", id);
  tx.run("DELETE FROM credential WHERE account = ?", id);
  tx.run("DELETE FROM script WHERE account = ?", id);
  tx.run("DELETE FROM device WHERE account = ?", id);
  tx.run("DELETE FROM subscription WHERE account = ?", id);
  tx.run("DELETE FROM metadata WHERE account = ?", id);
  tx.run("DELETE FROM memory WHERE account = ?", id);
  tx.run("DELETE FROM spent WHERE account = ?", id);
  tx.run("DELETE FROM cursor WHERE account = ?", id);
  tx.run("UPDATE list SET gone = 1 WHERE account = ?", id);
  tx.run("UPDATE mailbox SET gone = 1 WHERE account = ?", id);
  tx.run("UPDATE account SET gone = 1 WHERE id = ?", id);
  return Nothing{};
}

base::Result<Nothing> put_domain(Transaction& tx, const Domain& domain) {
  tx.run("INSERT OR REPLACE INTO domain(name, creates_accounts) VALUES (?, ?)",
         base::text::lowered(domain.name), domain.creates_accounts);
  return Nothing{};
}

base::Result<Nothing> put_credential(Transaction& tx, const Credential& credential) {
  const bool of_administrator =
      credential.account.value == 0 && credential.kind == Credential::Kind::api_token;
  if (!of_administrator) {
    auto row = tx.account(credential.account);
    if (!row) return no_account();
    if (credential.kind != Credential::Kind::api_token) end_logins(tx, *row);
  }
  const auto device = credential.device ? credential.device->value : 0;
  if (credential.verifier.empty())
    tx.run("DELETE FROM credential WHERE account = ? AND kind = ? AND device = ?", credential.account,
           credential.kind, device);
  else
    tx.run("INSERT OR REPLACE INTO credential(account, kind, device, verifier) VALUES (?, ?, ?, ?)",
           credential.account, credential.kind, device, credential.verifier);
  return Nothing{};
}

base::Result<Account> account_by_id(Connection& db, mail::AccountId id) {
  auto row =
      db.rows("SELECT id, quota, used, enabled, head, created FROM account WHERE id = ? AND gone = 0", id);
  if (!row.next()) return no_account();
  return account_of(db, row);
}

base::Result<Account> account_by_address(Connection& db, const std::string& address) {
  const auto id = db.number("SELECT account FROM address WHERE address = ?", address);
  if (!id) return no_account();
  return account_by_id(db, mail::AccountId{*id});
}

base::Result<std::vector<Account>> accounts(Connection& db, const std::string& after, std::size_t limit) {
  std::vector<Account> found;
  auto rows = db.rows(
      "SELECT account.id, quota, used, enabled, head, created FROM address JOIN account ON account.id ="
      " address.account WHERE address > ? AND is_primary = 1 AND gone = 0 ORDER BY address LIMIT ?",
      after, limit);
  while (rows.next()) found.push_back(account_of(db, rows));
  return found;
}

base::Result<std::optional<Domain>> domain(Connection& db, const std::string& name) {
  auto row = db.rows("SELECT name, creates_accounts FROM domain WHERE name = ?", base::text::lowered(name));
  if (!row.next()) return std::optional<Domain>{};
  return std::optional<Domain>{Domain{row.text(0), row.truth(1)}};
}

base::Result<std::vector<Domain>> domains(Connection& db) {
  std::vector<Domain> found;
  auto row = db.rows("SELECT name, creates_accounts FROM domain ORDER BY name");
  while (row.next()) found.push_back({row.text(0), row.truth(1)});
  return found;
}

base::Result<std::vector<Credential>> credentials(Connection& db, mail::AccountId account) {
  return credentials_of(db.rows(
      "SELECT account, kind, device, verifier FROM credential WHERE account = ? ORDER BY kind, device",
      account));
}

base::Result<std::optional<Credential>> token(Connection& db, const std::string& verifier) {
  auto found = credentials_of(db.rows(
      "SELECT account, kind, device, verifier FROM credential WHERE verifier = ? AND kind = 2", verifier));
  if (found.empty()) return std::optional<Credential>{};
  return std::optional<Credential>{std::move(found.front())};
}

}  // namespace store::sqlite
