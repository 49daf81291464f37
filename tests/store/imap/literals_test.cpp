// store/imap: literals that are large, refused, or belong to a line that is refused.

#include <gtest/gtest.h>

#include "tests/store/imap/session_test.hpp"

namespace tests {
namespace {

using ImapLiteralsTest = ImapSessionTest;

TEST_F(ImapLiteralsTest, AppendTakesOneMessageAndNotADiskFullOfThem) {
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

TEST_F(ImapLiteralsTest, AppendTakesAMessageOfTheLimitAndNoneThatIsLonger) {
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

TEST_F(ImapLiteralsTest, ALargeMessageGoesInAndOutUnchanged) {
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
    const auto octets = co_await client->read_exactly(message.size(), soon());
    EXPECT_TRUE(octets && *octets == message);
    const auto rest = co_await line(*client);
    EXPECT_EQ(rest, " BODY[TEXT]<5> {10}");
    const auto part = co_await client->read_exactly(10, soon());
    EXPECT_EQ(*part, message.substr(18 + 5, 10));
    co_await close(std::move(client));
  });
}

TEST_F(ImapLiteralsTest, NulsAndDeepNestingAreRefusedAndTheSessionGoesOn) {
  world.run([&]() -> net::Task<> {
    co_await world.add_account("alice");
    auto client = co_await open("alice", "INBOX");
    co_await client->write(std::string("a APPEND INBOX {3+}\r\na\0b\r\n", 26));
    const auto nul = co_await line_of(*client, "a ");
    EXPECT_TRUE(nul.starts_with("a BAD")) << nul;
    co_await client->write("c SEARCH " + std::string(30'000, '(') + "\r\n");
    const auto deep = co_await line_of(*client, "c ");
    EXPECT_TRUE(deep.starts_with("c BAD")) << deep;
    co_await client->write("d NOOP\r\n");
    const auto alive = co_await line_of(*client, "d ");
    EXPECT_TRUE(alive.starts_with("d OK")) << alive;
    co_await close(std::move(client));
  });
}

TEST_F(ImapLiteralsTest, OnlyALiteral8HoldsNul) {
  world.run([&]() -> net::Task<> {
    co_await world.add_account("alice");
    auto client = world.connect();
    co_await client->write(std::string("a LOGIN {3+}\r\na\0b {6+}\r\nsecret\r\n", 32));
    const auto login = co_await line_of(*client, "a ");
    EXPECT_EQ(login, "a BAD a literal holds no NUL");
    client->close();
    client = co_await open("alice", "INBOX");
    co_await client->write(std::string("b SETMETADATA INBOX (/private/comment ~{3+}\r\na\0b)\r\n", 51));
    const auto set = co_await line_of(*client, "b ");
    EXPECT_TRUE(set.starts_with("b OK")) << set;
    co_await close(std::move(client));
  });
}

TEST_F(ImapLiteralsTest, ANameIsNoLongerThanALine) {
  world.run([&]() -> net::Task<> {
    co_await world.add_account("alice");
    auto client = co_await open("alice", "INBOX");
    const auto large = "{100000+}\r\n" + std::string(100'000, 'x');
    const std::vector<std::string> commands{"APPEND " + large + " {1+}\r\nx",
                                            "SETMETADATA " + large + " (/private/comment NIL)",
                                            "SETMETADATA INBOX (" + large + " NIL)"};
    for (const auto& command : commands) {
      co_await client->write("a " + command + "\r\n");
      const auto refused = co_await line_of(*client, "a ");
      EXPECT_EQ(refused, "a BAD a string is too long") << command.substr(0, 20);
    }
    co_await client->write("b SETMETADATA INBOX (/private/comment " + large + ")\r\n");
    const auto value = co_await line_of(*client, "b ");
    EXPECT_TRUE(value.starts_with("b NO [METADATA MAXSIZE ")) << value;
    co_await close(std::move(client));
  });
}

TEST_F(ImapLiteralsTest, TheOctetsOfALiteralAreNeverCommands) {
  const std::string smuggled = "b LOGIN alice secret\r\n";
  const auto mark = "{" + std::to_string(smuggled.size()) + "+}\r\n";
  const std::string filler(70'000, 'x');
  const std::vector<std::string> refused{
      "( LOGIN " + mark,  // no tag
      "a " + mark,        // in the place of a name
      "a UID " + mark,
      "a LOGIN" + mark,
      mark,                                                 // nothing but the literal
      "a LOGIN " + filler + mark,                           // too long
      "a LOGIN {1+}\r\nx" + filler + mark,                  // too long behind a literal
      "a LOGIN {1+}\r\nx" + filler.substr(0, 8180) + mark,  // too long together with the literal
      "a LOGIN " + mark.substr(0, mark.size() - 2) + "\n",  // ended without CR
      "a LOGIN {99999999999999999999+}\r\n"};
  world.run([&]() -> net::Task<> {
    co_await world.add_account("alice");
    for (const auto& line : refused) {
      auto client = world.connect();
      co_await client->write(line + smuggled);
      const auto heard = co_await line_of(*client, "* BYE ");
      EXPECT_TRUE(heard.starts_with("* BYE ")) << line.substr(0, 20) << heard;
      const auto end = co_await client->read_line(1000, soon());
      EXPECT_FALSE(end) << line.substr(0, 20) << *end;
      co_await close(std::move(client));
    }
  });
}

TEST_F(ImapLiteralsTest, ARefusedLineWithoutALiteralEndsNothing) {
  world.run([&]() -> net::Task<> {
    auto client = world.connect();
    co_await client->write("( NOOP\r\n( LOGIN {5}\r\na LOGIN {99999999999999999999}\r\nb NOOP\r\n");
    const auto alive = co_await line_of(*client, "b ");
    EXPECT_TRUE(alive.starts_with("b OK")) << alive;
    co_await close(std::move(client));
  });
}

TEST_F(ImapLiteralsTest, ALiteralInIdleIsNoCommandEither) {
  world.run([&]() -> net::Task<> {
    co_await world.add_account("alice");
    auto client = co_await open("alice", "INBOX");
    co_await client->write("i IDLE\r\n");
    co_await line_of(*client, "+");
    co_await client->write("a APPEND INBOX {20+}\r\nb DELETE Somewhere\r\n\r\n");
    const auto bye = co_await line_of(*client, "* BYE");
    EXPECT_EQ(bye, "* BYE expected DONE");
    co_await close(std::move(client));
  });
}

}  // namespace
}  // namespace tests
