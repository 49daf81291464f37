// store/imap: what a dialog cannot show: limits, lost hints, presence, octets on the wire.

#include "store/imap/session.hpp"

#include <gtest/gtest.h>

#include "tests/store/imap/world.hpp"

namespace tests {
namespace {

using namespace std::chrono_literals;

class ImapSessionTest : public testing::Test {
 protected:
  net::Task<std::string> line(net::Connection& client) {
    auto got = co_await client.read_line(1 << 20, std::chrono::steady_clock::now() + 10s);
    co_return got ? std::move(*got) : "(" + got.error().text + ")";
  }
  /// Lines up to the one that begins with `begin`, which is returned.
  net::Task<std::string> line_of(net::Connection& client, std::string begin) {
    for (;;) {
      const auto got = co_await line(client);
      if (got.starts_with(begin) || got.starts_with('(')) co_return got;
    }
  }
  net::Task<std::unique_ptr<net::Connection>> open(std::string login, std::string mailbox) {
    auto client = world.connect();
    co_await client->write("l LOGIN " + login + " secret\r\ns SELECT " + mailbox + "\r\n");
    const auto selected = co_await line_of(*client, "s ");
    EXPECT_TRUE(selected.starts_with("s OK")) << selected;
    co_return client;
  }
  net::Task<> close(std::unique_ptr<net::Connection> client) {
    client->close();
    co_await world.sessions.joined();
  }

  World world;
};

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

TEST_F(ImapSessionTest, AppendTakesOneMessageAndNotADiskFullOfThem) {
  world.run([&]() -> net::Task<> {
    co_await world.add_account("alice");
    auto client = co_await open("alice", "INBOX");
    const std::string half(150'000, 'x');  // of a message, the limit is 200'000
    co_await client->write("a APPEND {5+}\r\nINBOX {200000+}\r\n" + std::string(200'000, 'x') + "\r\n");
    const auto stored = co_await line_of(*client, "a ");
    EXPECT_TRUE(stored.starts_with("a OK")) << stored;
    co_await client->write("b APPEND INBOX {150000+}\r\n" + half + " {150000+}\r\n");
    const auto bye = co_await line_of(*client, "* BYE");
    EXPECT_TRUE(bye.starts_with("* BYE [TOOBIG]")) << bye;
    co_await close(std::move(client));
  });
}

TEST_F(ImapSessionTest, AppendTakesAMessageOfTheLimitAndNoneThatIsLonger) {
  world.run([&]() -> net::Task<> {
    co_await world.add_account("alice");
    auto client = co_await open("alice", "INBOX");
    for (const std::size_t size : {std::size_t{199'999}, std::size_t{200'000}}) {
      const std::string octets(size, 'x');
      co_await client->write("a APPEND INBOX {" + std::to_string(size) + "}\r\n");
      const auto more = co_await line_of(*client, "+");
      EXPECT_TRUE(more.starts_with("+ ")) << more;
      co_await client->write(octets + "\r\n");
      const auto waited = co_await line_of(*client, "a ");
      EXPECT_TRUE(waited.starts_with("a OK")) << size << waited;
      co_await client->write("b APPEND INBOX {" + std::to_string(size) + "+}\r\n" + octets + "\r\n");
      const auto at_once = co_await line_of(*client, "b ");
      EXPECT_TRUE(at_once.starts_with("b OK")) << size << at_once;
    }
    co_await client->write("d APPEND INBOX {200001}\r\n");
    const auto refused = co_await line_of(*client, "");
    EXPECT_TRUE(refused.starts_with("d NO [TOOBIG]")) << refused << ": and no octet is asked for";
    co_await client->write("e NOOP\r\n");
    const auto goes_on = co_await line_of(*client, "e ");
    EXPECT_TRUE(goes_on.starts_with("e OK")) << goes_on;
    // RFC 7888 section 4: what was announced with a plus is on its way, and the session ends.
    co_await client->write("f APPEND INBOX {200001+}\r\n" + std::string(200'001, 'x') + "\r\n");
    const auto bye = co_await line_of(*client, "* BYE");
    EXPECT_TRUE(bye.starts_with("* BYE [TOOBIG]")) << bye;
    client->close();
    client = co_await open("alice", "INBOX");
    co_await client->write("g STATUS INBOX (MESSAGES)\r\n");
    const auto status = co_await line_of(*client, "* STATUS");
    EXPECT_EQ(status, "* STATUS INBOX (MESSAGES 4)");
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

TEST_F(ImapSessionTest, ALostHintCostsTimeAndNoMail) {
  struct Deaf final : store::EventBus {
    void publish(mail::AccountId, mail::ModSeq) noexcept override {}
    std::unique_ptr<store::BusSubscription> subscribe(mail::AccountId,
                                                      std::function<void(mail::ModSeq)>) override {
      return std::make_unique<store::BusSubscription>();
    }
    void on_resync(std::function<void()>) override {}
  } deaf;
  store::imap::Services services{.store = world.engine.store(),
                                 .blobs = world.engine.blobs(),
                                 .bus = deaf,
                                 .presence = *world.presence,
                                 .authenticator = world.authenticator,
                                 .clock = world.clock,
                                 .pool = world.loops.pool(),
                                 .spool = world.folder.path()};
  services.limits.reread = 20ms;
  world.run([&]() -> net::Task<> {
    co_await world.add_account("alice");
    auto [ours, theirs] = net::memory_streams(world.loops.first());
    world.sessions.start(store::imap::serve(std::move(theirs), services, store::imap::Tls::by_command));
    net::Connection client(std::move(ours));
    co_await client.write("l LOGIN alice secret\r\ns SELECT INBOX\r\ni IDLE\r\n");
    co_await line_of(client, "+");
    co_await world.deliver("alice", "INBOX", "Subject: x\r\n\r\n");
    const auto exists = co_await line(client);
    EXPECT_EQ(exists, "* 1 EXISTS");
    client.close();
    co_await world.sessions.joined();
  });
}

TEST_F(ImapSessionTest, ADeviceThatIdlesHasHeardOfItsMailboxOnly) {
  world.run([&]() -> net::Task<> {
    co_await world.add_account("alice");
    const auto account = world.authenticator.known.at("alice").account;
    const mail::DeviceId phone{5};
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

TEST_F(ImapSessionTest, ALargeMessageGoesInAndOutUnchanged) {
  world.services.limits.message_octets = 5'000'000;
  std::string message = "Subject: large\r\n\r\n";
  for (int i = 0; message.size() < 3'000'000; ++i) message += "line " + std::to_string(i) + "\r\n";
  world.run([&]() -> net::Task<> {
    co_await world.add_account("alice");
    auto client = co_await open("alice", "INBOX");
    co_await client->write("a APPEND INBOX {" + std::to_string(message.size()) + "+}\r\n" + message + "\r\n");
    const auto stored = co_await line_of(*client, "a ");
    EXPECT_TRUE(stored.starts_with("a OK [APPENDUID")) << stored;
    co_await client->write("b FETCH 1 (BODY.PEEK[] BODY.PEEK[TEXT]<5.10> RFC822.SIZE)\r\n");
    const auto head = co_await line(*client);
    EXPECT_EQ(head, "* 1 FETCH (BODY[] {" + std::to_string(message.size()) + "}");
    const auto octets = co_await client->read_exactly(message.size(), std::chrono::steady_clock::now() + 10s);
    EXPECT_TRUE(octets && *octets == message);
    const auto rest = co_await line(*client);
    EXPECT_EQ(rest, " BODY[TEXT]<5> {10}");
    const auto part = co_await client->read_exactly(10, std::chrono::steady_clock::now() + 10s);
    EXPECT_EQ(*part, message.substr(18 + 5, 10));
    co_await close(std::move(client));
  });
}

TEST_F(ImapSessionTest, NulsAndLongLinesAreRefusedAndTheSessionGoesOn) {
  world.run([&]() -> net::Task<> {
    co_await world.add_account("alice");
    auto client = co_await open("alice", "INBOX");
    co_await client->write(std::string("a APPEND INBOX {3+}\r\na\0b\r\n", 27));
    const auto nul = co_await line_of(*client, "a ");
    EXPECT_TRUE(nul.starts_with("a BAD")) << nul;
    co_await client->write("b NOOP " + std::string(100'000, 'x') + "\r\n");
    const auto long_line = co_await line(*client);
    EXPECT_EQ(long_line, "* BAD line too long");
    co_await client->write("c SEARCH " + std::string(30'000, '(') + "\r\n");
    const auto deep = co_await line_of(*client, "c ");
    EXPECT_TRUE(deep.starts_with("c BAD")) << deep;
    co_await client->write("d NOOP\r\n");
    const auto alive = co_await line_of(*client, "d ");
    EXPECT_TRUE(alive.starts_with("d OK")) << alive;
    co_await close(std::move(client));
  });
}

}  // namespace
}  // namespace tests
