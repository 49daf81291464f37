// Backups and what is restored from them.

#include <atomic>
#include <filesystem>
#include <stop_token>
#include <thread>

#include "tests/store/engines/sqlite_test.hpp"

namespace tests {
namespace {

class BackupTest : public SqliteTest {};

TEST_F(BackupTest, BacksUpAndRestoresWhileDeliveriesRun) {
  const auto alice = account("alice@example.org");
  for (int i = 0; i < 50; ++i) std::ignore = deliver(alice, "before " + std::to_string(i));
  std::ignore = wait(engine->store().put_list(alice, "tag:x", {}));
  std::ignore = wait(engine->store().change_list(alice, {.name = "tag:x", .add = {"Ann"}}, {}));
  std::atomic<int> during{0};
  std::jthread deliverer([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      net::run_blocking(loops.next(), [&]() -> net::Task<> {
        auto ref = co_await engine->blobs().put(base::Body(std::string("during")));
        store::Deliver delivery{.account = alice, .body = ref.value(), .body_size = 6};
        delivery.targets.push_back({.mailbox = "INBOX"});
        auto done = co_await engine->store().deliver(std::move(delivery));
        if (done) ++during;
      });
    }
  });
  while (during < 20) std::this_thread::yield();
  engine->back_up(folder.path() / "backup");
  deliverer.request_stop();
  deliverer.join();
  const auto last = messages(alice).back().uid;
  EXPECT_THROW(engine->back_up(folder.path() / "backup"), std::runtime_error);
  EXPECT_THROW(store::sqlite::restore(folder.path() / "backup", options.directory), std::runtime_error);
  engine.reset();
  store::sqlite::restore(folder.path() / "backup", folder.path() / "other");
  options.directory = folder.path() / "other";
  open();
  EXPECT_TRUE(engine->check().empty());
  const auto there = messages(alice);
  ASSERT_GE(there.size(), 70U);  // what was answered before it began
  EXPECT_EQ(octets(there.at(49).body), "before 49");
  EXPECT_EQ(wait(engine->store().list_holds(alice, "tag:x", {"ann"})).value(), "Ann");
  EXPECT_EQ(octets(there.back().body), "during");
  EXPECT_GT(deliver(alice, "after").value().placed.at(0).uid, last);  // no uid is given twice
}

TEST_F(BackupTest, RefusesToRestoreHalfABackup) {
  std::filesystem::create_directories(folder.path() / "half");
  const auto refusal = [&](const char* from) -> std::optional<base::Errc> {
    try {
      store::sqlite::restore(folder.path() / from, folder.path() / "other");
    } catch (const store::sqlite::CopyRefused& refused) {
      return refused.code;
    }
    return std::nullopt;
  };
  EXPECT_EQ(refusal("half"), base::Errc::syntax);
  EXPECT_EQ(refusal("nowhere"), base::Errc::not_found);
  engine->back_up(folder.path() / "backup");
  std::filesystem::remove(folder.path() / "backup" /
                          "whole");  // as if it had been cut off before the last step
  EXPECT_EQ(refusal("backup"), base::Errc::syntax);
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "other")) << "nothing was begun";
}

TEST_F(BackupTest, ARestoreThatWasCutOffIsRefusedByTheServerAndBegunAgain) {
  const auto alice = account("alice@example.org");
  std::ignore = deliver(alice, "kept");
  engine->back_up(folder.path() / "backup");
  engine.reset();
  options.directory = folder.path() / "other";
  store::sqlite::restore(folder.path() / "backup", options.directory);
  // As if the machine had stopped before the last step.
  std::filesystem::rename(options.directory / "store.db", options.directory / "restoring.db");
  EXPECT_THROW(open(), std::runtime_error);
  store::sqlite::restore(folder.path() / "backup", options.directory);
  open();
  EXPECT_TRUE(engine->check().empty());
  EXPECT_EQ(octets(messages(alice).at(0).body), "kept");
}

TEST_F(BackupTest, MailWhoseDatabaseIsMissingIsNeitherServedOverNorRestoredOver) {
  const auto alice = account("alice@example.org");
  std::ignore = deliver(alice, "kept");
  engine->back_up(folder.path() / "backup");
  engine.reset();
  std::filesystem::rename(options.directory / "store.db", folder.path() / "lost.db");
  EXPECT_THROW(open(), std::runtime_error);
  EXPECT_THROW(store::sqlite::restore(folder.path() / "backup", options.directory), std::runtime_error);
  EXPECT_GT(segments(), 0U);
  EXPECT_FALSE(std::filesystem::exists(options.directory / "store.db"));
}

TEST_F(BackupTest, NoStoreIsRestoredWhereAServerRuns) {
  engine->back_up(folder.path() / "backup");
  EXPECT_THROW(store::sqlite::restore(folder.path() / "backup", options.directory),
               store::sqlite::StoreInUse);
}

}  // namespace
}  // namespace tests
