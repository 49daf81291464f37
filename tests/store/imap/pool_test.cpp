// store/imap: what would hold a loop up is done on the pool.

#include <string>

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "tests/store/imap/session_test.hpp"

namespace tests {
namespace {

class ImapPoolTest : public ImapSessionTest {
 protected:
  /// Runs what is handed to the pool until the client hears something: how many pieces of work it was.
  net::Task<std::size_t> pieces_of_work(net::Connection& client) {
    std::size_t pieces = 0;
    for (const auto until = soon(); std::chrono::steady_clock::now() < until;) {
      pieces += pool.poll();
      pool.restart();
      const auto woke = co_await client.wait(std::chrono::steady_clock::now() + std::chrono::milliseconds(1));
      if (woke != net::Woke::late) break;
    }
    co_return pieces;
  }

  boost::asio::io_context pool;
};

TEST_F(ImapPoolTest, ASearchIsMadeThereAlsoIfUidsDecide) {
  world.services.pool = pool.get_executor();
  world.run([&]() -> net::Task<> {
    co_await world.add_account("alice");
    co_await world.deliver("alice", "INBOX", "Subject: x\r\n\r\n");
    auto client = co_await open("alice", "INBOX");
    for (const std::string key : {"1:*", "NOT UID 7", "UNSEEN"}) {
      co_await client->write("a SEARCH " + key + "\r\n");
      const auto pieces = co_await pieces_of_work(*client);
      EXPECT_EQ(pieces, 3U) << key
                            << ": the keys are prepared, held against the messages, and the answer written";
      const auto found = co_await line(*client);
      EXPECT_EQ(found, "* SEARCH 1");
      co_await line_of(*client, "a OK");
    }
    co_await close(std::move(client));
  });
}

TEST_F(ImapPoolTest, OnlyAMessageThatGoesToAFileIsWrittenThere) {
  world.services.pool = pool.get_executor();
  world.services.limits.message_octets = 5'000'000;
  world.run([&]() -> net::Task<> {
    co_await world.add_account("alice");
    auto client = co_await open("alice", "INBOX");
    for (const std::size_t size : {std::size_t{1'000'000}, std::size_t{3'000'000}}) {
      co_await client->write("a APPEND INBOX {" + std::to_string(size) + "+}\r\n" + std::string(size, 'x') +
                             "\r\n");
      const auto pieces = co_await pieces_of_work(*client);
      EXPECT_EQ(pieces > 0, size > base::Spool::memory_limit);
      const auto stored = co_await line_of(*client, "a ");
      EXPECT_TRUE(stored.starts_with("a OK")) << stored;
    }
    co_await close(std::move(client));
  });
}

}  // namespace
}  // namespace tests
