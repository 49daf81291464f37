// store/imap: what a device that idles has heard in band.

#include <array>
#include <sys/socket.h>

#include <gtest/gtest.h>

#include "net/socket.hpp"
#include "tests/store/imap/session_test.hpp"

namespace tests {
namespace {

class ImapPresenceTest : public ImapSessionTest {
 protected:
  /// A client whose end has acknowledged only what the client has read, as UNIX sockets have it.
  std::unique_ptr<net::Connection> connect_slowly() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()), 0);
    auto server = net::open_stream(world.loops.first(), base::Descriptor(ends[0]));
    world.sessions.start(store::imap::serve(std::move(server), world.services, store::imap::Tls::by_command));
    return std::make_unique<net::Connection>(
        net::open_stream(world.loops.first(), base::Descriptor(ends[1])));
  }
  /// Alice's phone, which idles and has just read of a new message, before the session looks by itself
  /// whether its response has arrived.
  net::Task<std::unique_ptr<net::Connection>> open_and_hear() {
    co_await world.add_account("alice");
    world.authenticator.known.at("alice").device = phone;
    auto client = connect_slowly();
    co_await client->write("l LOGIN alice secret\r\ns SELECT INBOX\r\ni IDLE\r\n");
    co_await line_of(*client, "+");
    co_await world.deliver("alice", "INBOX", "Subject: x\r\n\r\n");
    co_await line_of(*client, "* 1 RECENT");
    co_return client;
  }
  /// Of what came last.
  net::Task<store::Presence::Heard> heard() {
    const auto account = world.authenticator.known.at("alice").account;
    const auto heads = co_await world.engine.store().heads({account});
    co_return world.presence->heard(account, phone, heads->front());
  }

  const mail::DeviceId phone{5};
};

TEST_F(ImapPresenceTest, ADeviceThatIdlesHasHeardOfItsMailboxOnly) {
  world.run([&]() -> net::Task<> {
    co_await world.add_account("alice");
    const auto account = world.authenticator.known.at("alice").account;
    world.authenticator.known["alice/phone"] = world.authenticator.known.at("alice");
    world.authenticator.known["alice/phone"].device = phone;
    auto client = co_await open("alice/phone", "INBOX");
    EXPECT_FALSE(world.presence->listens(account, phone));
    co_await client->write("i IDLE\r\n");
    co_await line_of(*client, "+");
    co_await world.deliver("alice", "Other", "Subject: x\r\n\r\n");
    co_await world.deliver("alice", "INBOX", "Subject: x\r\n\r\n");
    co_await line_of(*client, "* 1 RECENT");
    EXPECT_TRUE(world.presence->listens(account, phone));
    const auto heads = co_await world.engine.store().heads({account});
    const auto head = heads->front();
    co_await client->write("DONE\r\n");
    co_await line_of(*client, "i OK");
    EXPECT_FALSE(world.presence->listens(account, phone));
    EXPECT_EQ(world.presence->heard(account, phone, head), store::Presence::Heard::yes);
    EXPECT_EQ(world.presence->heard(account, phone, mail::ModSeq{head.value - 1}),
              store::Presence::Heard::no);
    co_await close(std::move(client));
  });
}

TEST_F(ImapPresenceTest, WhatWasAcknowledgedCountsWhenTheClientSaysDoneAtOnce) {
  world.run([&]() -> net::Task<> {
    auto client = co_await open_and_hear();
    co_await client->write("DONE\r\n");
    co_await line_of(*client, "i OK");
    EXPECT_EQ(co_await heard(), store::Presence::Heard::yes);
    co_await close(std::move(client));
  });
}

TEST_F(ImapPresenceTest, WhatWasAcknowledgedCountsWhenTheClientLeaves) {
  world.run([&]() -> net::Task<> {
    auto client = co_await open_and_hear();
    co_await close(std::move(client));
    EXPECT_EQ(co_await heard(), store::Presence::Heard::yes);
  });
}

}  // namespace
}  // namespace tests
