// What only the engine on SQLite has: its folder, its schema, its key, and the disk under it.

#include "tests/store/engines/sqlite_test.hpp"

#include <atomic>
#include <cerrno>
#include <fstream>
#include <sys/stat.h>
#include <thread>

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

TEST_F(SqliteTest, RefusesBodiesWhileTheDiskIsFullAndGoesOnAfterwards) {
  std::atomic<int> error{ENOSPC};
  options.hooks.segment_sync = [&](int) { return error.load(); };
  open();
  const auto alice = account("alice@example.org");
  EXPECT_EQ(deliver(alice, "one").error().code, base::Errc::no_space);
  error = 0;
  EXPECT_TRUE(deliver(alice, "two"));
  EXPECT_EQ(octets(messages(alice).at(0).body), "two");
  EXPECT_TRUE(engine->check().empty());
}

TEST_F(SqliteTest, EndsWhenTheDiskHasFailed) {
  std::atomic<int> error{0};
  std::atomic<int> syncs_after_failure{0};
  std::string broken;
  options.hooks.segment_sync = [&](int) {
    if (error != 0) ++syncs_after_failure;
    return error.load();
  };
  options.on_broken = [&](const std::string& reason) { broken = reason; };
  open();
  const auto alice = account("alice@example.org");
  std::ignore = deliver(alice, "one");
  error = EIO;
  EXPECT_THROW(std::ignore = deliver(alice, "two"), std::system_error);
  EXPECT_THROW(std::ignore = deliver(alice, "three"), std::system_error);
  EXPECT_FALSE(broken.empty());
  EXPECT_EQ(syncs_after_failure, 1);  // what failed once is never synced again
  EXPECT_EQ(messages(alice).size(), 1U);
  options.hooks = {};
  open();
  EXPECT_EQ(octets(messages(alice).at(0).body), "one");
  EXPECT_TRUE(engine->check().empty());
}

TEST_F(SqliteTest, BeginsASegmentOfItsOwnAtEachStart) {
  const auto alice = account("alice@example.org");
  std::ignore = deliver(alice, "one");
  open();
  EXPECT_EQ(segments(), 1U);
  std::ignore = deliver(alice, "two");
  EXPECT_EQ(segments(), 2U);
  EXPECT_EQ(octets(messages(alice).at(0).body), "one");
}

TEST_F(SqliteTest, ErasesAnExpungedBodyInTime) {
  const auto alice = account("alice@example.org");
  std::ignore = deliver(alice, "first, to be kept");
  std::ignore = deliver(alice, "second, a very private thing that nobody may ever read again");
  std::ignore = deliver(alice, "third, to be kept");
  expunge(alice, mail::UidSet(mail::Uid{2}));
  engine->tidy();
  EXPECT_NE(everything_in(options.directory / "segments").find("very private"), std::string::npos);
  clock.advance(23h);
  engine->tidy();
  EXPECT_EQ(everything_in(options.directory / "segments").find("very private"), std::string::npos);
  EXPECT_EQ(octets(messages(alice).at(0).body), "first, to be kept");
  EXPECT_EQ(octets(messages(alice).at(1).body), "third, to be kept");
  EXPECT_TRUE(engine->check().empty());
}

TEST_F(SqliteTest, ErasesABodyThatNobodyDelivered) {
  const auto alice = account("alice@example.org");
  std::ignore = deliver(alice, "kept");
  const auto orphan = wait(engine->blobs().put(base::Body(std::string("refused by the filter")))).value();
  clock.advance(2h);
  engine->tidy();
  clock.advance(22h);
  engine->tidy();
  EXPECT_EQ(everything_in(options.directory / "segments").find("refused by"), std::string::npos);
  store::Deliver late{.account = alice, .body = orphan};
  late.targets.push_back({.mailbox = "INBOX"});
  EXPECT_EQ(wait(engine->store().deliver(late)).error().code, base::Errc::try_later);
  EXPECT_EQ(octets(messages(alice).at(0).body), "kept");
}

TEST_F(SqliteTest, KeepsABodyThatIsPutAndStillToBeDelivered) {
  options.erase_within = 10min;
  open();
  const auto alice = account("alice@example.org");
  std::ignore = deliver(alice, "to be erased");
  const auto ref = wait(engine->blobs().put(base::Body(std::string("in flight")))).value();
  expunge(alice, mail::UidSet(mail::Uid{1}));
  clock.advance(10min);
  engine->tidy();
  store::Deliver delivery{.account = alice, .body = ref, .body_size = 9};
  delivery.targets.push_back({.mailbox = "INBOX"});
  ASSERT_TRUE(wait(engine->store().deliver(delivery)));
  EXPECT_EQ(octets(messages(alice).at(0).body), "in flight");
  engine->tidy();
  EXPECT_EQ(octets(messages(alice).at(0).body), "in flight");
  EXPECT_EQ(everything_in(options.directory / "segments").find("to be erased"), std::string::npos);
}

TEST_F(SqliteTest, CompactsHalfDeadSegmentsUnderLoad) {
  options.segment_size = 20'000;
  open();
  const auto alice = account("alice@example.org");
  std::atomic<bool> stop{false};
  std::thread tidier([&] {
    while (!stop) engine->tidy();
  });
  for (int round = 0; round < 15; ++round) {
    for (int i = 0; i < 20; ++i)
      ASSERT_TRUE(deliver(alice, "round " + std::to_string(round) + std::string(900, '.')));
    const auto there = messages(alice);
    for (std::size_t i = 0; i + 1 < there.size(); ++i)
      if (i % 4 != 0) expunge(alice, mail::UidSet(there[i].uid));
    for (const auto& message : there)
      if (message.uid == there.front().uid) EXPECT_EQ(octets(message.body).substr(0, 6), "round ");
  }
  stop = true;
  tidier.join();
  engine->tidy();
  const auto there = messages(alice);
  for (const auto& message : there) EXPECT_EQ(octets(message.body).substr(0, 6), "round ");
  EXPECT_TRUE(engine->check().empty());
  std::uint64_t on_disk = everything_in(options.directory / "segments").size();
  std::uint64_t alive = 0;
  for (const auto& message : there) alive += message.size + 64;
  EXPECT_LT(on_disk, 2 * alive + 2 * options.segment_size);
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

TEST_F(SqliteTest, BringsAStoreOfAnEarlierProgramUpToDate) {
  const auto alice = account("alice@example.org");
  std::ignore = deliver(alice, "one");
  change_database("DROP TABLE spent; DROP TABLE list_entry; DROP TABLE list; PRAGMA user_version = 3");
  open();
  EXPECT_EQ(messages(alice).size(), 1U);
  EXPECT_TRUE(wait(engine->store().put_list(alice, "tag:x", {})));
  EXPECT_TRUE(engine->check().empty());
}

}  // namespace
}  // namespace tests
