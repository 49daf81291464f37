// The tables of the store and their versions.
//
// Only account, mailbox and message may be written at a place that is random over the accounts: each such
// table costs a page of disk writes for a delivery. All others grow at their end, by rising id. Events and
// traces of an account are found by walking back from the head that its row holds.

#include "store/engines/sqlite/schema.hpp"

#include <array>
#include <string>

namespace store::sqlite {
namespace {

constexpr std::int64_t application_id = 0x6E6F7466;  // "notf"

constexpr const char* version_1 = R"sql(
CREATE TABLE sequence(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE setting(name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE domain(name TEXT PRIMARY KEY, creates_accounts INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE account(
  id INTEGER PRIMARY KEY, quota INTEGER NOT NULL, used INTEGER NOT NULL, enabled INTEGER NOT NULL,
  exceeded INTEGER NOT NULL, gone INTEGER NOT NULL, head INTEGER NOT NULL, last_event INTEGER NOT NULL,
  last_trace INTEGER NOT NULL, wants INTEGER NOT NULL, script INTEGER NOT NULL, created INTEGER NOT NULL);
CREATE TABLE address(address TEXT PRIMARY KEY, account INTEGER NOT NULL, is_primary INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX address_account ON address(account);
CREATE TABLE credential(
  account INTEGER NOT NULL, kind INTEGER NOT NULL, device INTEGER NOT NULL, verifier TEXT NOT NULL,
  PRIMARY KEY(account, kind, device)) WITHOUT ROWID;
CREATE INDEX credential_token ON credential(verifier) WHERE kind = 2;

CREATE TABLE mailbox(
  account INTEGER NOT NULL, id INTEGER NOT NULL, name TEXT NOT NULL, special_use TEXT NOT NULL,
  uid_validity INTEGER NOT NULL, uid_next INTEGER NOT NULL, highest_modseq INTEGER NOT NULL,
  messages INTEGER NOT NULL, unseen INTEGER NOT NULL, recent INTEGER NOT NULL, recent_from INTEGER NOT NULL,
  size INTEGER NOT NULL, last_event INTEGER NOT NULL, gone INTEGER NOT NULL,
  PRIMARY KEY(account, id)) WITHOUT ROWID;
CREATE UNIQUE INDEX mailbox_name ON mailbox(account, name) WHERE gone = 0;
CREATE INDEX mailbox_gone ON mailbox(account, id) WHERE gone = 1;
CREATE TABLE message(
  account INTEGER NOT NULL, mailbox INTEGER NOT NULL, uid INTEGER NOT NULL, modseq INTEGER NOT NULL,
  arrival INTEGER NOT NULL, flags INTEGER NOT NULL, keywords TEXT NOT NULL, size INTEGER NOT NULL,
  received INTEGER NOT NULL, body INTEGER NOT NULL, body_size INTEGER NOT NULL, prefix BLOB NOT NULL,
  PRIMARY KEY(account, mailbox, uid)) WITHOUT ROWID;
CREATE TABLE subscription(account INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY(account, name)) WITHOUT ROWID;
CREATE TABLE metadata(
  account INTEGER NOT NULL, mailbox INTEGER NOT NULL, entry TEXT NOT NULL, value BLOB NOT NULL,
  PRIMARY KEY(account, mailbox, entry)) WITHOUT ROWID;
CREATE TABLE unfinished(
  account INTEGER PRIMARY KEY, mailbox INTEGER NOT NULL, first_uid INTEGER NOT NULL, source INTEGER NOT NULL,
  moved BLOB NOT NULL);

CREATE TABLE body(
  id INTEGER PRIMARY KEY, segment INTEGER NOT NULL, position INTEGER NOT NULL, length INTEGER NOT NULL,
  refs INTEGER NOT NULL);
CREATE TABLE segment(number INTEGER PRIMARY KEY, live INTEGER NOT NULL, dead_since INTEGER);

CREATE TABLE event(
  id INTEGER PRIMARY KEY, account INTEGER NOT NULL, modseq INTEGER NOT NULL, mailbox INTEGER NOT NULL,
  name INTEGER NOT NULL, at INTEGER NOT NULL, prev_in_account INTEGER NOT NULL, prev_in_mailbox INTEGER NOT NULL,
  payload BLOB NOT NULL);
CREATE TABLE trace(
  id INTEGER PRIMARY KEY, account INTEGER NOT NULL, modseq INTEGER NOT NULL, at INTEGER NOT NULL,
  prev_in_account INTEGER NOT NULL, steps BLOB NOT NULL);
CREATE TABLE dedup(id INTEGER PRIMARY KEY, key BLOB NOT NULL, until INTEGER NOT NULL, result BLOB NOT NULL);
CREATE TABLE memory(
  account INTEGER NOT NULL, key TEXT NOT NULL, until INTEGER NOT NULL, PRIMARY KEY(account, key)) WITHOUT ROWID;
CREATE TABLE cursor(
  account INTEGER NOT NULL, mailbox TEXT NOT NULL, uid_validity INTEGER NOT NULL, uid_next INTEGER NOT NULL,
  highest_modseq INTEGER NOT NULL, PRIMARY KEY(account, mailbox)) WITHOUT ROWID;

CREATE TABLE outbox(
  id INTEGER PRIMARY KEY, account INTEGER NOT NULL, kind INTEGER NOT NULL, device INTEGER NOT NULL,
  due INTEGER, leased INTEGER NOT NULL, attempt INTEGER NOT NULL, failures INTEGER NOT NULL,
  created INTEGER NOT NULL, body INTEGER NOT NULL, body_size INTEGER NOT NULL, trace INTEGER NOT NULL,
  payload BLOB NOT NULL, reason TEXT NOT NULL, died INTEGER);
CREATE INDEX outbox_due ON outbox(due) WHERE due IS NOT NULL;

CREATE TABLE script(
  account INTEGER NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL, active INTEGER NOT NULL,
  modseq INTEGER NOT NULL, PRIMARY KEY(account, name)) WITHOUT ROWID;
CREATE TABLE device(
  account INTEGER NOT NULL, id INTEGER NOT NULL, name TEXT NOT NULL, mask INTEGER NOT NULL,
  created INTEGER NOT NULL, retired TEXT NOT NULL, payload BLOB NOT NULL, channel BLOB,
  PRIMARY KEY(account, id)) WITHOUT ROWID;
CREATE UNIQUE INDEX device_name ON device(account, name);
)sql";

/// What a repeated POST is answered (Idempotency-Key).
constexpr const char* version_2 = R"sql(
CREATE TABLE once(
  key BLOB PRIMARY KEY, until INTEGER NOT NULL, made INTEGER NOT NULL, sealed BLOB NOT NULL) WITHOUT ROWID;
)sql";

/// since: when a row that nobody holds was given its `due`; a clock that is set back is recognised by it.
/// told_until: what came before it is old, whatever uid it has after a foreign server gave out new ones.
constexpr const char* version_3 = R"sql(
ALTER TABLE outbox ADD COLUMN since INTEGER;
CREATE INDEX outbox_since ON outbox(since) WHERE since IS NOT NULL;
ALTER TABLE cursor ADD COLUMN told_until INTEGER NOT NULL DEFAULT 0;
)sql";

/// External lists of Sieve; account 0: of everybody. key: what is compared, in lower case.
constexpr const char* version_4 = R"sql(
CREATE TABLE list(
  id INTEGER PRIMARY KEY, account INTEGER NOT NULL, name TEXT NOT NULL, entries INTEGER NOT NULL,
  gone INTEGER NOT NULL);
CREATE UNIQUE INDEX list_name ON list(account, name) WHERE gone = 0;
CREATE INDEX list_gone ON list(account, id) WHERE gone = 1;
CREATE TABLE list_entry(
  list INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY(list, key)) WITHOUT ROWID;
)sql";

/// What an account has used of an allowance on a day (a number of days since 1970).
constexpr const char* version_5 = R"sql(
CREATE TABLE spent(
  account INTEGER NOT NULL, what TEXT NOT NULL, day INTEGER NOT NULL, times INTEGER NOT NULL,
  PRIMARY KEY(account, what)) WITHOUT ROWID;
)sql";

/// Rows of the outbox may be scripts that are to run (RFC 6785), which an earlier notifyd takes for events.
constexpr const char* version_6 = "";

/// The step from version n to n + 1 stands at place n. What was released is never changed, only added to.
constexpr std::array migrations{version_1, version_2, version_3, version_4, version_5, version_6};

}  // namespace

const int schema_version = static_cast<int>(migrations.size());

void migrate(Connection& database) {
  const auto owner = database.number("PRAGMA application_id").value_or(0);
  auto version = static_cast<int>(database.number("PRAGMA user_version").value_or(0));
  if (version != 0 && owner != application_id)
    throw std::runtime_error("this database belongs to another program");
  if (version > schema_version)
    throw NewerSchema("the store was written by a newer notifyd (schema " + std::to_string(version) +
                      ", this one knows " + std::to_string(schema_version) + "): install that one again");
  for (; version < schema_version; ++version) {
    database.script("BEGIN IMMEDIATE");
    database.script(migrations.at(static_cast<std::size_t>(version)));
    database.script("PRAGMA application_id = " + std::to_string(application_id));
    database.script("PRAGMA user_version = " + std::to_string(version + 1));
    database.script("COMMIT");
  }
}

}  // namespace store::sqlite
