// An engine on SQLite whose database a test can damage.
#pragma once

#include <string>

#include <SQLiteCpp/Database.h>

#include "store/segments/files.hpp"
#include "tests/store/engines/sqlite_engine.hpp"

namespace tests {

class SqliteTest : public SqliteEngineTest {
 protected:
  void change_database(const std::string& sql) {
    engine.reset();
    SQLite::Database database((options.directory / "store.db").string(), SQLite::OPEN_READWRITE);
    database.exec(sql);
  }
  std::size_t segments() { return store::segments::numbers_in(options.directory / "segments").size(); }
};

}  // namespace tests
