// store/imap: sessions in IDLE on a bus that loses hints, doubles them and brings them late.

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/store/imap/session_test.hpp"
#include "tests/support/fault_bus.hpp"

namespace tests {
namespace {

using namespace std::chrono_literals;

constexpr int messages = 60;

class UnreliableBusSessionTest : public ImapSessionTest {
 protected:
  net::Task<std::unique_ptr<net::Connection>> idle() {
    auto [ours, theirs] = net::memory_streams(world.loops.first());
    world.sessions.start(store::imap::serve(std::move(theirs), services, store::imap::Tls::by_command));
    auto client = std::make_unique<net::Connection>(std::move(ours));
    co_await client->write("l LOGIN alice secret\r\ns SELECT INBOX\r\ni IDLE\r\n");
    co_await line_of(*client, "+");
    co_return client;
  }
  /// Reads until `client` was told of all messages. Hints that come twice or late must tell nothing.
  net::Task<> hear_all(net::Connection& client) {
    for (int told = 0; told < messages;) {
      const auto text = co_await line(client);
      EXPECT_FALSE(text.starts_with('(')) << text << " after " << told;
      if (text.starts_with('(')) co_return;
      if (!text.ends_with(" EXISTS")) continue;
      const int now = std::stoi(text.substr(2));
      EXPECT_GT(now, told);
      told = now;
    }
  }

  FaultBus faulty{11};
  store::imap::Services services{.store = world.engine.store(),
                                 .blobs = world.engine.blobs(),
                                 .bus = faulty,
                                 .presence = *world.presence,
                                 .authenticator = world.authenticator,
                                 .clock = world.clock,
                                 .pool = world.loops.pool(),
                                 .spool = world.folder.path()};
};

TEST_F(UnreliableBusSessionTest, EverySessionEndsAtTheHead) {
  services.limits.reread = 20ms;
  world.run([&]() -> net::Task<> {
    co_await world.add_account("alice");
    const auto account = world.authenticator.known.at("alice").account;
    const auto hints =
        world.bus.subscribe(account, [&](mail::ModSeq head) { faulty.publish(account, head); });
    std::vector<std::unique_ptr<net::Connection>> clients;
    for (int i = 0; i < 5; ++i) clients.push_back(co_await idle());
    for (int i = 0; i < messages; ++i) co_await world.deliver("alice", "INBOX", "Subject: x\r\n\r\n");
    faulty.flush();
    for (auto& client : clients) co_await hear_all(*client);
    for (auto& client : clients) client->close();
    co_await world.sessions.joined();
  });
}

/// Without the look of its own the loss of every hint would be a loss of mail.
TEST_F(UnreliableBusSessionTest, LooksByItselfWhereEveryHintIsLost) {
  services.limits.reread = 20ms;
  world.run([&]() -> net::Task<> {
    co_await world.add_account("alice");
    const auto client = co_await idle();
    for (int i = 0; i < messages; ++i) co_await world.deliver("alice", "INBOX", "Subject: x\r\n\r\n");
    co_await hear_all(*client);
    client->close();
    co_await world.sessions.joined();
  });
}

}  // namespace
}  // namespace tests
