// What only the engine on SQLite has: its folder, its schema, its key, and what it forgets in time.

#include "tests/store/engines/sqlite_test.hpp"

#include <array>
#include <atomic>
#include <fstream>
#include <sys/stat.h>

#include "base/text.hpp"
#include "store/engines/sqlite/schema.hpp"

namespace tests {
namespace {

using namespace std::chrono_literals;

TEST_F(SqliteTest, TellsWhoHoldsTheStore) {
  try {
    const store::sqlite::SqliteEngine second(options, clock, bus, loops.pool());
    FAIL() << "two engines on one folder";
  } catch (const store::sqlite::StoreInUse& failure) {
    EXPECT_NE(std::string(failure.what()).find("process " + std::to_string(getpid())), std::string::npos);
  }
}

TEST_F(SqliteTest, RefusesANewerSchema) {
  change_database("PRAGMA user_version = 9999");
  EXPECT_THROW(open(), store::sqlite::NewerSchema);
}

TEST_F(SqliteTest, RefusesTheDatabaseOfAnotherProgram) {
  change_database("PRAGMA application_id = 7");
  EXPECT_THROW(open(), std::runtime_error);
}

TEST_F(SqliteTest, EncryptsChannelsAndSettings) {
  const auto alice = account("alice@example.org");
  store::Device phone{.account = alice, .name = "phone"};
  phone.channel = store::Channel{"webhook", "https://push.example/very-secret-path", "whsec_verysecret", ""};
  std::ignore = wait(engine->store().put_device(phone));
  std::ignore = wait(engine->store().put_setting("vapid", "private-key-octets"));
  open();
  EXPECT_EQ(wait(engine->store().devices(alice)).value().at(0).channel, phone.channel);
  EXPECT_EQ(wait(engine->store().setting("vapid")).value(), "private-key-octets");
  const auto all = everything_in(options.directory);
  for (const char* secret : {"very-secret-path", "whsec_verysecret", "private-key-octets"})
    EXPECT_EQ(all.find(secret), std::string::npos) << secret;
}

TEST_F(SqliteTest, MakesItsKeyForTheOwnerAlone) {
  struct stat status{};
  ASSERT_EQ(stat(options.key_file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_TRUE(everything_in(options.directory).find(base::read_file(options.key_file)) == std::string::npos);
}

TEST_F(SqliteTest, CannotReadASecretUnderAnotherKey) {
  std::ignore = wait(engine->store().put_setting("vapid", "x"));
  engine.reset();
  base::write_file(options.key_file, base::text::base64(std::string(32, 'k')) + "\n");
  open();
  try {
    std::ignore = wait(engine->store().setting("vapid"));
    FAIL() << "read";
  } catch (const std::runtime_error& failure) {
    EXPECT_NE(std::string(failure.what()).find("put back the key file of this store"), std::string::npos);
  }
}

TEST_F(SqliteTest, MakesUpNoKeyForAStoreThatHasOne) {
  engine.reset();
  const auto key = base::read_file(options.key_file);
  std::filesystem::remove(options.key_file);
  try {
    open();
    FAIL() << "opened";
  } catch (const std::runtime_error& failure) {
    EXPECT_NE(std::string(failure.what()).find(options.key_file.string() + " is missing"), std::string::npos);
  }
  EXPECT_FALSE(std::filesystem::exists(options.key_file));
  base::write_file(options.key_file, key);
  open();
}

TEST_F(SqliteTest, GoesOnUnderANewKeyOnceWhatTheOldOneSealedIsForgotten) {
  const auto alice = account("alice@example.org");
  store::Device phone{.account = alice, .name = "phone"};
  phone.channel = store::Channel{"webhook", "https://push.example/x", "whsec_x", ""};
  std::ignore = wait(engine->store().put_device(phone));
  std::ignore = wait(engine->store().put_setting("vapid", "x"));
  std::ignore = deliver(alice, "kept");
  // As docs/operations.md has it for a key that is lost.
  change_database("DELETE FROM setting; DELETE FROM once; UPDATE device SET channel = NULL");
  base::write_file(options.key_file, base::text::base64(std::string(32, 'k')) + "\n");
  open();
  EXPECT_EQ(wait(engine->store().setting("vapid")).value(), std::nullopt);
  EXPECT_EQ(wait(engine->store().devices(alice)).value().at(0).channel, std::nullopt);
  EXPECT_EQ(octets(messages(alice).at(0).body), "kept");
}

TEST_F(SqliteTest, SaysAtOnceThatARowIsDueThatNobodyWasGiven) {
  std::atomic<int> told{0};
  options.on_due = [&] { ++told; };
  open();
  const auto alice = account("alice@example.org");
  std::ignore = deliver(alice, "nobody asks for it");
  EXPECT_EQ(told, 0);
  store::Device phone{.account = alice, .name = "phone"};
  phone.channel = store::Channel{"webhook", "https://push.example/", "whsec_1", ""};
  phone.subscription.events = mail::mask_of(mail::EventName::message_new);
  std::ignore = wait(engine->store().put_device(phone)).value();
  std::ignore = deliver(alice, "the phone does");
  EXPECT_EQ(told, 1);
  options.runs_notifier = true;
  options.has_room = [] { return true; };
  open();
  const auto delivered = deliver(alice, "given with the answer").value();
  EXPECT_FALSE(delivered.leased.empty());
  EXPECT_EQ(told, 1);
}

TEST_F(SqliteTest, NamesTheDatabaseThatIsDamaged) {
  engine.reset();
  std::filesystem::remove(options.directory / "store.db-wal");  // it holds what is not in the file yet
  std::ofstream(options.directory / "store.db") << std::string(4096, 'x');
  try {
    open();
    FAIL() << "a damaged database was opened";
  } catch (const std::exception& failure) {
    EXPECT_NE(std::string(failure.what()).find("store.db"), std::string::npos) << failure.what();
  }
}

TEST_F(SqliteTest, AnswersTooOldForHistoryThatIsPurged) {
  const auto alice = account("alice@example.org");
  std::ignore = deliver(alice, "old");
  const auto inbox = wait(engine->store().mailbox(alice, "INBOX")).value().mailbox.id;
  clock.advance(31 * 24h);
  std::ignore = deliver(alice, "new");
  engine->tidy();
  EXPECT_EQ(wait(engine->store().changes(alice, {0}, 10)).error().code, base::Errc::too_old);
  EXPECT_EQ(wait(engine->store().changes(alice, {1}, 10)).error().code, base::Errc::too_old);
  EXPECT_EQ(wait(engine->store().expunged(alice, inbox, {0})).error().code, base::Errc::too_old);
  EXPECT_TRUE(wait(engine->store().changes(alice, {2}, 10)));
  EXPECT_TRUE(engine->check().empty());
}

TEST_F(SqliteTest, ForgetsATraceInTime) {
  options.trace_retention = 2 * 24h;
  open();
  const auto alice = account("alice@example.org");
  const auto old = deliver(alice, "old").value().modseq;
  clock.advance(24h);
  const auto young = deliver(alice, "young").value().modseq;
  engine->tidy();
  EXPECT_FALSE(wait(engine->store().trace(alice, old)).value().empty());
  clock.advance(25h);
  engine->tidy();
  EXPECT_EQ(wait(engine->store().trace(alice, old)).error().code, base::Errc::not_found);
  EXPECT_FALSE(wait(engine->store().trace(alice, young)).value().empty());
  EXPECT_EQ(messages(alice).size(), 2U);
}

// What a crash left of a list that was dropped goes when the store is opened.
TEST_F(SqliteTest, PurgesWhatIsLeftOfAListThatIsGone) {
  const auto alice = account("alice@example.org");
  std::ignore = wait(engine->store().put_list(alice, "tag:x", {}));
  std::ignore = wait(engine->store().change_list(alice, {.name = "tag:x", .add = {"a", "b"}}, {}));
  change_database("UPDATE list SET gone = 1");
  open();
  engine->tidy();
  EXPECT_TRUE(engine->check().empty());
  engine.reset();
  SQLite::Database database((options.directory / "store.db").string(), SQLite::OPEN_READONLY);
  const char* left = "SELECT (SELECT count(*) FROM list) + (SELECT count(*) FROM list_entry)";
  EXPECT_EQ(database.execAndGet(left).getInt(), 0);
}

/// Takes away what the versions after `version` brought: a store as that program left it.
std::string back_to(int version) {
  static const std::array<std::string, 6> undo{
      "",
      "DROP TABLE once;",
      "DROP INDEX outbox_since; ALTER TABLE outbox DROP COLUMN since;"
      "ALTER TABLE cursor DROP COLUMN told_until;",
      "DROP TABLE list_entry; DROP TABLE list;",
      "DROP TABLE spent;",
      ""};
  EXPECT_EQ(undo.size(), static_cast<std::size_t>(store::sqlite::schema_version))
      << "a version is missing here";
  std::string sql;
  for (auto each = undo.size(); each > static_cast<std::size_t>(version); --each) sql += undo.at(each - 1);
  return sql + "PRAGMA user_version = " + std::to_string(version);
}

TEST_F(SqliteTest, BringsStoresOfEarlierProgramsUpToDate) {
  const auto alice = account("alice@example.org");
  std::ignore = deliver(alice, "one");
  for (int version = 1; version < store::sqlite::schema_version; ++version) {
    SCOPED_TRACE(version);
    change_database(back_to(version));
    open();
    EXPECT_EQ(messages(alice).size(), 1U);
    EXPECT_TRUE(wait(engine->store().put_list(alice, "tag:x", {})));
    EXPECT_TRUE(engine->check().empty());
  }
}

}  // namespace
}  // namespace tests
