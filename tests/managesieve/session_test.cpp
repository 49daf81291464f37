// The protocol around the commands: greeting, states, garbage, limits, ends (RFC 5804 sections 1 and 2).

#include "tests/managesieve/server.hpp"

namespace managesieve {
namespace {

class SessionTest : public ServerTest {};

TEST_F(SessionTest, GreetsWithItsCapabilities) {
  EXPECT_EQ(answers(""), "");
  EXPECT_EQ(
      greeting,
      "\"IMPLEMENTATION\" \"test\"\r\n\"VERSION\" \"1.0\"\r\n\"SASL\" \"SCRAM-SHA-256 SCRAM-SHA-1 PLAIN\"\r\n"
      "\"SIEVE\" \"fileinto enotify copy\"\r\n\"NOTIFY\" \"mailto device\"\r\n\"EXTLISTS\" \"tag "
      "urn\"\r\n\"MAXREDIRECTS\" \"4\"\r\n"
      "\"UNAUTHENTICATE\"\r\n\"LANGUAGE\" \"en\"\r\n");
}

TEST_F(SessionTest, CapabilityTellsTheOwnerAndWhatTheAccountCanDo) {
  const std::string said = answers_to_alice("CAPABILITY\r\n");
  EXPECT_NE(said.find("\"OWNER\" \"alice@example.org\"\r\n"), std::string::npos) << said;
  EXPECT_NE(said.find("\"SIEVE\" \"enotify copy\"\r\n"), std::string::npos) << said;
  EXPECT_EQ(greeting.find("OWNER"), std::string::npos);
}

TEST_F(SessionTest, OffLoopbackOffersOnlyWhatKeepsThePasswordSecret) {
  far = true;
  static_cast<void>(answers(""));
  EXPECT_NE(greeting.find("\"SASL\" \"SCRAM-SHA-256 SCRAM-SHA-1\"\r\n"), std::string::npos) << greeting;
  EXPECT_TRUE(answers("AUTHENTICATE \"PLAIN\" \"AGEAYg==\"\r\n").starts_with("NO (ENCRYPT-NEEDED)"));
}

TEST_F(SessionTest, RefusesMostCommandsBeforeLogin) {
  for (const std::string command :
       {"HAVESPACE \"a\" 1", "PUTSCRIPT \"a\" \"keep;\"", "LISTSCRIPTS", "SETACTIVE \"\"", "GETSCRIPT \"a\"",
        "DELETESCRIPT \"a\"", "RENAMESCRIPT \"a\" \"b\"", "CHECKSCRIPT \"keep;\"", "UNAUTHENTICATE"})
    EXPECT_EQ(answers(command + "\r\n"), "NO \"authenticate first\"\r\n") << command;
}

TEST_F(SessionTest, NoopEchoesItsTag) {
  EXPECT_EQ(answers("NOOP\r\n"), "OK \"NOOP completed\"\r\n");
  EXPECT_EQ(answers("noop \"STARTTLS-SYNC-42\"\r\n"), "OK (TAG \"STARTTLS-SYNC-42\") \"NOOP completed\"\r\n");
  EXPECT_EQ(answers("NOOP {4+}\r\na\r\nb\r\n"), "OK (TAG {4}\r\na\r\nb) \"NOOP completed\"\r\n");
}

TEST_F(SessionTest, AnswersPipelinedCommandsInOrder) {
  EXPECT_EQ(answers("NOOP \"1\"\r\nNOOP \"2\"\r\nLOGOUT\r\nNOOP \"3\"\r\n"),
            "OK (TAG \"1\") \"NOOP completed\"\r\nOK (TAG \"2\") \"NOOP completed\"\r\n");
}

TEST_F(SessionTest, RefusesGarbageAndGoesOn) {
  for (const std::string garbage : {"", "XYZZY", "\"NOOP\"", "NOOP \"a\" \"b\"", "NOOP 5", "NOOP \"open",
                                    "\xFF\xFE", "AUTHENTICATE", "LOGOUT now"}) {
    const std::string said = answers(garbage + "\r\nNOOP \"still here\"\r\n");
    EXPECT_TRUE(said.starts_with("NO ")) << garbage << ": " << said;
    EXPECT_TRUE(said.ends_with("OK (TAG \"still here\") \"NOOP completed\"\r\n")) << garbage << ": " << said;
  }
}

TEST_F(SessionTest, NeverTakesTheOctetsOfABrokenLiteralForCommands) {
  for (const std::string start :
       {"NOOP {6}", "NOOP \\ {6+}", "NOOP \"x\"{6+}", "NOOP {99999999999+}", "NOOP {6+}\n"}) {
    const std::string said = answers(start + "\r\nNOOP\r\n");
    EXPECT_TRUE(said.starts_with("BYE ")) << start << ": " << said;
    EXPECT_EQ(said.find("OK"), std::string::npos) << start << ": " << said;
  }
}

TEST_F(SessionTest, EndsAfterTooManyBadCommands) {
  std::string garbage;
  for (int i = 0; i < 30; ++i) garbage += "XYZZY\r\n";
  const std::string said = answers(garbage);
  EXPECT_TRUE(said.ends_with("BYE \"too many bad commands\"\r\n")) << said;
}

TEST_F(SessionTest, EndsOnAnEndlessLine) {
  EXPECT_TRUE(answers("NOOP \"" + std::string(1 << 20, 'x') + "\"\r\n").starts_with("BYE "));
}

TEST_F(SessionTest, ReadsOverALiteralThatIsTooLargeAfterLoginOnly) {
  const std::string large = "NOOP {20000+}\r\n" + std::string(20000, 'x') + "\r\nNOOP \"2\"\r\n";
  EXPECT_EQ(answers_to_alice(large),
            "NO (QUOTA/MAXSIZE) \"an argument is too large\"\r\nOK (TAG \"2\") \"NOOP completed\"\r\n");
  EXPECT_TRUE(answers(large).starts_with("BYE (QUOTA/MAXSIZE)"));
  EXPECT_TRUE(answers_to_alice("PUTSCRIPT \"a\" {4000000000+}\r\n").starts_with("BYE (QUOTA/MAXSIZE)"));
}

TEST_F(SessionTest, ClosesOnAClientThatSpeaksTlsFirst) {
  EXPECT_EQ(answers(std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03", 11)), "");
}

TEST_F(SessionTest, SaysByeToWhoIsIdleForTooLong) {
  service.limits.before_login = 0s;
  with_client([](net::Connection& client) -> net::Task<> {
    std::string last;
    for (;;) {
      const auto line = co_await client.read_line(1000, soon());
      if (!line) break;
      last = *line;
    }
    EXPECT_EQ(last, "BYE \"idle for too long\"");
  });
}

TEST_F(SessionTest, IdlesForHalfAnHourAtLeast) {
  EXPECT_GE(service.limits.idle, 30min) << "RFC 5804 section 1.2";
}

TEST_F(SessionTest, ATroubleOfTheMachineEndsTheSessionOnly) {
  EXPECT_EQ(answers_to_alice("CHECKSCRIPT \"throw\"\r\nNOOP\r\n"),
            "BYE (TRYLATER) \"internal error; try again later\"\r\n");
  EXPECT_EQ(answers("NOOP\r\n"), "OK \"NOOP completed\"\r\n");
}

}  // namespace
}  // namespace managesieve
