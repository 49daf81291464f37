// The writer's log: how often it is written, what others see of it, and a disk that takes nothing.

#include "store/engines/sqlite/wal_vfs.hpp"

#include <csignal>
#include <fstream>
#include <sys/resource.h>

#include <SQLiteCpp/Exception.h>
#include <gtest/gtest.h>

#include "base/folder.hpp"
#include "store/engines/sqlite/connection.hpp"

namespace store::sqlite {
namespace {

/// Of this process so far (proc(5)).
std::uint64_t write_calls() {
  std::ifstream io("/proc/self/io");
  for (std::string name; io >> name;) {
    std::uint64_t value = 0;
    io >> value;
    if (name == "syscw:") return value;
  }
  return 0;
}

class WalVfsTest : public testing::Test {
 protected:
  WalVfsTest() { writer.script("CREATE TABLE t(id INTEGER PRIMARY KEY, octets BLOB NOT NULL)"); }

  /// A row fills more than a page.
  void insert(int count) {
    for (int i = 0; i < count; ++i)
      writer.run("INSERT INTO t(octets) VALUES (?)", Blob{std::string(5000, 'x')});
  }
  static std::int64_t count(Connection& on) { return on.number("SELECT count(*) FROM t").value(); }

  const base::TemporaryFolder folder;
  const std::filesystem::path file = folder.path() / "store.db";
  Connection writer{file, Connection::Role::writer, true};
  Connection reader{file, Connection::Role::reader, true};
};

TEST_F(WalVfsTest, WritesAllPagesOfACommitAtOnce) {
  insert(1);
  writer.run("BEGIN IMMEDIATE");
  insert(30);
  const auto before = write_calls();
  writer.run("COMMIT");
  EXPECT_LE(write_calls() - before, 2U);
}

TEST_F(WalVfsTest, OthersSeeWhatWasCommittedAndNothingElse) {
  for (int rows = 1; rows < 200; rows += rows) {
    const auto before = count(reader);
    writer.run("BEGIN IMMEDIATE");
    insert(rows);
    EXPECT_EQ(count(reader), before);
    writer.run("COMMIT");
    EXPECT_EQ(count(reader), before + rows);
    EXPECT_EQ(reader.number("SELECT sum(length(octets)) FROM t").value(), 5000 * (before + rows));
  }
}

TEST_F(WalVfsTest, ReadsBackWhatItHasNotCommittedYet) {
  writer.script("PRAGMA cache_size = 4");  // pages of the transaction go to the log before its end
  writer.run("BEGIN IMMEDIATE");
  insert(2000);
  EXPECT_EQ(writer.number("SELECT sum(length(octets)) FROM t").value(), 5000 * 2000);
  writer.run("COMMIT");
  EXPECT_EQ(count(reader), 2000);
  writer.run("BEGIN IMMEDIATE");
  insert(2000);
  writer.run("ROLLBACK");
  insert(1);
  EXPECT_EQ(count(reader), 2001);
  EXPECT_EQ(reader.rows("PRAGMA integrity_check").next(), true);
}

TEST_F(WalVfsTest, ACommitThatTheDiskRefusesIsNotThere) {
  insert(3);
  rlimit whole{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &whole), 0);
  const auto ignored = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{.rlim_cur = std::filesystem::file_size(file.string() + "-wal") + 5000,
                     .rlim_max = whole.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  writer.run("BEGIN IMMEDIATE");
  insert(20);
  EXPECT_THROW(writer.run("COMMIT"), SQLite::Exception);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &whole), 0);
  std::signal(SIGXFSZ, ignored);
  if (writer.in_transaction()) writer.run("ROLLBACK");
  EXPECT_EQ(count(writer), 3);
  EXPECT_EQ(count(reader), 3);
  insert(2);
  EXPECT_EQ(count(reader), 5);
}

TEST_F(WalVfsTest, ALogThatBeginsAnewIsWholeAfterAReopening) {
  insert(100);
  writer.rows("PRAGMA wal_checkpoint(RESTART)").next();
  insert(10);
  Connection again(file, Connection::Role::writer, true);
  EXPECT_EQ(count(again), 110);
  EXPECT_EQ(again.number("SELECT sum(length(octets)) FROM t").value(), 5000 * 110);
}

}  // namespace
}  // namespace store::sqlite
