// The write-ahead log stays bounded under full load, with readers in the way.

#include <atomic>
#include <cstdlib>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include "tests/store/engines/sqlite_engine.hpp"

namespace tests {
namespace {

constexpr std::uintmax_t bound = 256 << 20;

/// Two seconds among the fast tests, NOTIFYD_WAL_SECONDS where it is set (ctest: store_wal, slow).
std::chrono::seconds length() {
  const char* set = std::getenv("NOTIFYD_WAL_SECONDS");
  return std::chrono::seconds(set ? std::atoi(set) : 2);
}

class WalTest : public SqliteEngineTest {
 protected:
  using Clock = std::chrono::steady_clock;
  std::atomic<std::uint64_t> delivered{0};

  net::Task<> deliver_until(mail::AccountId to, Clock::time_point until) {
    while (Clock::now() < until) {
      auto ref = co_await engine->blobs().put(base::Body(std::string(200, 'x')));
      store::Deliver delivery{.account = to, .body = ref.value(), .body_size = 200};
      delivery.targets.push_back({.mailbox = "INBOX"});
      delivery.prefix = std::string(2000, 'p');
      auto done = co_await engine->store().deliver(std::move(delivery));
      if (done) ++delivered;
    }
  }
  net::Task<> read_until(mail::AccountId of, Clock::time_point until) {
    while (Clock::now() < until) {
      auto page = co_await engine->store().mailbox(of, "INBOX");
      EXPECT_TRUE(page);
    }
  }
};

TEST_F(WalTest, StaysBoundedUnderFullLoad) {
  std::vector<mail::AccountId> accounts;
  for (int i = 0; i < 32; ++i) accounts.push_back(account("u" + std::to_string(i) + "@example.org"));
  const auto until = Clock::now() + length();
  std::vector<std::future<void>> running;
  for (const auto one : accounts)
    running.push_back(
        boost::asio::co_spawn(loops.next(), deliver_until(one, until), boost::asio::use_future));
  running.push_back(
      boost::asio::co_spawn(loops.next(), read_until(accounts[0], until), boost::asio::use_future));
  std::uintmax_t largest = 0;
  while (Clock::now() < until) {
    largest = std::max(largest, std::filesystem::file_size(options.directory / "store.db-wal"));
    std::this_thread::yield();
  }
  for (auto& one : running) one.get();
  EXPECT_GT(delivered, 0U);
  EXPECT_LT(largest, bound) << "after " << delivered << " deliveries";
  RecordProperty("wal_octets", std::to_string(largest));
}

}  // namespace
}  // namespace tests
