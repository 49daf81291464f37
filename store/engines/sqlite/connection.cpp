// One connection to the database of the store: how it is opened, and its statements.

#include "store/engines/sqlite/connection.hpp"

#include <sqlite3.h>
#include <utility>

#include <SQLiteCpp/Exception.h>

namespace store::sqlite {

namespace {

/// Without SQLite's own locks: a connection belongs to one thread at a time.
constexpr int without_locks = SQLITE_OPEN_NOMUTEX;

}  // namespace

Connection::Connection(const std::filesystem::path& file, Role role, bool durable)
    : database_(file.string(), role == Role::writer
                                   ? SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | without_locks
                                   : SQLite::OPEN_READWRITE | without_locks) {
  // A reader is opened for writing too, since only that can make the shared memory of the WAL anew.
  sqlite3* handle = database_.getHandle();
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  sqlite3_busy_timeout(handle, busy_patience);
  database_.exec("PRAGMA journal_mode = WAL");
  database_.exec("PRAGMA wal_autocheckpoint = 0");
  database_.exec(durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = OFF");
  database_.exec("PRAGMA cell_size_check = ON");
  database_.exec("PRAGMA temp_store = MEMORY");
  database_.exec(role == Role::writer ? "PRAGMA cache_size = -65536" : "PRAGMA cache_size = -4096");
  if (role == Role::reader) database_.exec("PRAGMA query_only = ON");
}

bool Connection::in_transaction() {
  return sqlite3_get_autocommit(database_.getHandle()) == 0;
}

SQLite::Statement& Connection::prepared(std::string_view sql) {
  const auto known = statements_.find(sql);
  if (known != statements_.end()) return known->second;
  return statements_.emplace(sql, SQLite::Statement(database_, std::string(sql))).first->second;
}

bool is_full(const SQLite::Exception& failure) {
  return (failure.getErrorCode() & 0xFF) == SQLITE_FULL ||
         failure.getExtendedErrorCode() == SQLITE_IOERR_SHMSIZE;
}

bool is_constraint(const SQLite::Exception& failure) {
  return (failure.getErrorCode() & 0xFF) == SQLITE_CONSTRAINT;
}

}  // namespace store::sqlite
