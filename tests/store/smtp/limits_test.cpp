// Limits of an LMTP session: lines, errors, deadlines, trust, and the end of the server.

#include "tests/store/smtp/dialog.hpp"

namespace store::smtp {
namespace {

class LimitsTest : public Dialog {};

TEST_F(LimitsTest, ALineThatIsTooLongIsRefusedAndTheNextOneServed) {
  settings.line_limit = 100;
  connect();
  EXPECT_TRUE(say("NOOP " + std::string(5000, 'x') + "\r\nNOOP\r\n").starts_with("500 5.5.2 "));
}

TEST_F(LimitsTest, TooManyErrorsEndTheSession) {
  settings.errors_limit = 3;
  connect();
  EXPECT_EQ(say("A\r\nB\r\n"), "500 5.5.1 command not recognized\r\n500 5.5.1 command not recognized\r\n");
  EXPECT_EQ(say("C\r\nD\r\n"), "500 5.5.1 command not recognized\r\n421 4.7.0 too many errors\r\n");
  EXPECT_TRUE(ended);
}

TEST_F(LimitsTest, RefusedRecipientsAreNoErrors) {
  settings.errors_limit = 3;
  fake.refused_at_rcpt = {{"ghost@example.org", base::fail(base::Errc::not_found, "no such user")}};
  begin({"ghost@example.org", "ghost@example.org", "ghost@example.org", "ghost@example.org"});
  EXPECT_EQ(say("NOOP\r\n"), "250 2.0.0 nothing done\r\n");
}

TEST_F(LimitsTest, ASilentClientIsToldSoAndLeft) {
  settings.command_patience = std::chrono::seconds(0);
  EXPECT_EQ(connect(), "220 mx.example LMTP ready\r\n421 4.4.2 waited too long for a command\r\n");
  EXPECT_TRUE(ended);
}

TEST_F(LimitsTest, AMessageThatDoesNotEndInTimeStoresNothing) {
  settings.data_patience = std::chrono::seconds(0);
  begin({"alice@example.org"});
  say("DATA\r\n");
  say("Subject: x\r\n");
  EXPECT_TRUE(ended);
  EXPECT_TRUE(fake.messages.empty());
}

TEST_F(LimitsTest, AServerThatStopsSaysSoAtTheNextCommand) {
  begin({"alice@example.org"});
  say("DATA\r\n");
  server->stop();
  EXPECT_EQ(say("Subject: x\r\n"), "");
  const std::string heard = say("\r\n.\r\n");
  EXPECT_TRUE(heard.starts_with("250 2.0.0 <alice@example.org> taken"));
  EXPECT_TRUE(heard.ends_with("421 4.3.2 the server is shutting down\r\n"));
  EXPECT_TRUE(ended);
}

TEST_F(LimitsTest, AnIdleSessionEndsWhenTheServerStops) {
  connect();
  server->stop();
  EXPECT_EQ(hear(), "421 4.3.2 the server is shutting down\r\n");
}

TEST_F(LimitsTest, NulIsNoCommand) {
  connect();
  EXPECT_TRUE(say(std::string("NO\0OP\r\n", 7)).starts_with("500 5.5.2 "));
}

}  // namespace
}  // namespace store::smtp
