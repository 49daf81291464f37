// Segment files under the engine on SQLite: synced together, a full or failed disk, erased and compacted.

#include <atomic>
#include <cerrno>
#include <filesystem>
#include <future>
#include <map>
#include <stop_token>
#include <system_error>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include "tests/store/engines/sqlite_test.hpp"

namespace tests {
namespace {

using namespace std::chrono_literals;

class SegmentsTest : public SqliteTest {};

TEST_F(SegmentsTest, RefusesBodiesWhileTheDiskIsFullAndGoesOnAfterwards) {
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

TEST_F(SegmentsTest, EndsWhenTheDiskHasFailed) {
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

// What waits while one fdatasync runs shares the next.
TEST_F(SegmentsTest, SharesASyncAmongDeliveriesThatWait) {
  std::atomic<int> syncs{0};
  options.hooks.segment_sync = [&](int) {
    ++syncs;
    std::this_thread::sleep_for(50ms);
    return 0;
  };
  open();
  const auto alice = account("alice@example.org");
  std::ignore = deliver(alice, "alone");
  EXPECT_EQ(syncs, 1);
  std::vector<std::future<void>> senders;
  const auto send = [&]() -> net::Task<> {
    auto put = co_await engine->blobs().put(base::Body(std::string("one of many")));
    EXPECT_TRUE(put);
  };
  for (int i = 0; i < 32; ++i)
    senders.push_back(boost::asio::co_spawn(loops.next(), send(), boost::asio::use_future));
  for (auto& sender : senders) sender.get();
  EXPECT_GE(syncs, 2);
  EXPECT_LE(syncs, 8) << "of 32 and one";
}

TEST_F(SegmentsTest, BeginsASegmentOfItsOwnAtEachStart) {
  const auto alice = account("alice@example.org");
  std::ignore = deliver(alice, "one");
  open();
  EXPECT_EQ(segments(), 1U);
  std::ignore = deliver(alice, "two");
  EXPECT_EQ(segments(), 2U);
  EXPECT_EQ(octets(messages(alice).at(0).body), "one");
}

TEST_F(SegmentsTest, ErasesAnExpungedBodyInTime) {
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

TEST_F(SegmentsTest, ErasesABodyThatNobodyDelivered) {
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

TEST_F(SegmentsTest, KeepsABodyThatIsPutAndStillToBeDelivered) {
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

TEST_F(SegmentsTest, CompactsHalfDeadSegmentsUnderLoad) {
  options.segment_size = 20'000;
  open();
  const auto alice = account("alice@example.org");
  std::jthread tidier([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) engine->tidy();
  });
  std::map<mail::Uid, std::string> kept;
  int count = 0;
  const auto deliver_one = [&] {
    std::string body = "number " + std::to_string(++count) + std::string(900, '.');
    const auto delivered = deliver(alice, body).value();
    kept[delivered.placed.at(0).uid] = std::move(body);
  };
  const auto compare = [&] {
    const auto there = messages(alice);
    ASSERT_EQ(there.size(), kept.size());
    for (const auto& message : there) ASSERT_EQ(octets(message.body), kept.at(message.uid));
  };
  for (int round = 0; round < 15; ++round) {
    for (int i = 0; i < 20; ++i) deliver_one();
    mail::UidSet most;
    for (int i = 0; const auto& [uid, body] : kept)
      if (i++ % 4 != 0) most.add(uid);
    expunge(alice, most);
    std::erase_if(kept, [&](const auto& one) { return most.contains(one.first); });
    compare();
  }
  // Mail comes and goes on: it is under this load that the disk must come down to what is alive.
  const auto is_compact = [&] {
    std::uint64_t alive = 0;
    for (const auto& [uid, body] : kept) alive += body.size() + 64;
    std::uint64_t there = 0;
    for (const auto& segment : std::filesystem::directory_iterator(options.directory / "segments")) {
      std::error_code gone;  // the tidier deletes meanwhile
      const auto size = segment.file_size(gone);
      if (!gone) there += size;
    }
    return there < 2 * alive + 2 * options.segment_size;
  };
  const auto until = std::chrono::steady_clock::now() + 20s;
  while (!is_compact() && std::chrono::steady_clock::now() < until) {
    deliver_one();
    expunge(alice, mail::UidSet(kept.rbegin()->first));
    kept.erase(kept.rbegin()->first);
  }
  EXPECT_TRUE(is_compact());
  tidier.request_stop();
  tidier.join();
  compare();
  EXPECT_TRUE(engine->check().empty());
}

}  // namespace
}  // namespace tests
