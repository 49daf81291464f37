// store/imap: what a dialog cannot show: limits, octets on the wire.

#include "store/imap/session.hpp"

#include <gtest/gtest.h>

#include "tests/store/imap/session_test.hpp"

namespace tests {
namespace {

using namespace std::chrono_literals;

TEST_F(ImapSessionTest, WhoDoesNotLogInIsSentAway) {
  world.services.limits.login = 20ms;
  world.run([&]() -> net::Task<> {
    auto client = world.connect();
    co_await line(*client);
    const auto bye = co_await line(*client);
    EXPECT_EQ(bye, "* BYE idle for too long");
    co_await close(std::move(client));
  });
}

TEST_F(ImapSessionTest, BadCommandsCountInARow) {
  world.services.limits.bad_commands = 3;
  world.run([&]() -> net::Task<> {
    auto client = world.connect();
    for (int i = 0; i < 4; ++i) {
      co_await client->write("a NOSUCH\r\nb NOSUCH\r\nc NOOP\r\n");
      const auto good = co_await line_of(*client, "c ");
      EXPECT_TRUE(good.starts_with("c OK")) << good;
    }
    co_await client->write("a NOSUCH\r\nb NOSUCH\r\nc NOSUCH\r\n");
    const auto bye = co_await line_of(*client, "* BYE");
    EXPECT_EQ(bye, "* BYE too many bad commands");
    co_await close(std::move(client));
  });
}

TEST_F(ImapSessionTest, ANulInAMessageIsSentAsAnOctetThatAStringMayHold) {
  world.run([&]() -> net::Task<> {
    co_await world.add_account("alice");
    auto client = co_await open("alice", "INBOX");
    co_await world.deliver("alice", "INBOX", std::string("Subject: a\0b\r\n\r\nc\0d\r\n", 21));
    co_await client->write(
        "n NOOP\r\nf FETCH 1 (BODY.PEEK[] BODY.PEEK[HEADER.FIELDS (SUBJECT)] RFC822.SIZE)\r\n");
    std::string heard;
    for (std::string got; !got.starts_with("f OK") && !got.starts_with('('); heard += got + "\n")
      got = co_await line(*client);
    EXPECT_EQ(heard.find('\0'), std::string::npos) << heard;
    EXPECT_NE(heard.find("Subject: a\x80"
                         "b"),
              std::string::npos)
        << heard;
    EXPECT_NE(heard.find("c\x80"
                         "d"),
              std::string::npos)
        << heard;
    co_await close(std::move(client));
  });
}

TEST_F(ImapSessionTest, AnIdleSessionIsLoggedOut) {
  world.services.limits.idle = 20ms;
  world.run([&]() -> net::Task<> {
    co_await world.add_account("alice");
    auto client = co_await open("alice", "INBOX");
    const auto bye = co_await line(*client);
    EXPECT_EQ(bye, "* BYE idle for too long");
    co_await close(std::move(client));
    auto idling = co_await open("alice", "INBOX");
    co_await idling->write("i IDLE\r\n");
    co_await line(*idling);
    const auto late = co_await line(*idling);
    EXPECT_EQ(late, "* BYE idle for too long");
    co_await close(std::move(idling));
  });
}

TEST_F(ImapSessionTest, AStoppingServerSaysByeAtTheNextCommandBoundary) {
  world.run([&]() -> net::Task<> {
    co_await world.add_account("alice");
    auto client = co_await open("alice", "INBOX");
    world.last_server->stop();
    const auto bye = co_await line(*client);
    EXPECT_EQ(bye, "* BYE [UNAVAILABLE] the server is stopping");
    co_await close(std::move(client));
  });
}

}  // namespace
}  // namespace tests
