// Messages over LMTP: DATA and BDAT, replies for each recipient, what is refused, and what proves a reply was
// read.

#include "tests/store/smtp/dialog.hpp"

namespace store::smtp {
namespace {

class MessageTest : public Dialog {
 protected:
  static constexpr const char* mail = "Subject: hi\r\n\r\nhello\r\n.\r\n";
  std::string id() { return fake.envelopes.back().id; }
};

TEST_F(MessageTest, AnswersForEachRecipientInOrder) {
  fake.refused_at_delivery = {{"full@example.org", base::fail(base::Errc::over_quota, "mailbox is full")}};
  begin({"alice@example.org", "full@example.org", "alice@example.org"});
  EXPECT_EQ(say("DATA\r\n"), "354 end with CRLF.CRLF\r\n");
  const std::string replies = say(mail);
  EXPECT_EQ(replies, "250 2.0.0 <alice@example.org> taken, " + id() +
                         "\r\n452 4.2.2 <full@example.org> mailbox is full\r\n"
                         "250 2.0.0 <alice@example.org> taken, " +
                         id() + "\r\n");
  EXPECT_EQ(fake.messages, std::vector<std::string>{"Subject: hi\r\n\r\nhello\r\n"});
  EXPECT_EQ(fake.envelopes[0].client_name, "client.example");
  EXPECT_EQ(fake.envelopes[0].received, fake.clock.now());
}

TEST_F(MessageTest, UndoesDotStuffingAndTakesAnyLineLength) {
  begin({"alice@example.org"});
  say("DATA\r\n");
  const std::string line(100'000, 'x');
  say("..a\r\n" + line + "\r\n.b\r\n.\r\n");
  EXPECT_EQ(fake.messages, std::vector<std::string>{".a\r\n" + line + "\r\nb\r\n"});
}

TEST_F(MessageTest, TakesAMessageThatComesOctetByOctet) {
  begin({"alice@example.org"});
  std::string heard;
  for (const char c : std::string("DATA\r\n") + mail + "NOOP\r\n") heard += say(std::string(1, c));
  EXPECT_EQ(fake.messages, std::vector<std::string>{"Subject: hi\r\n\r\nhello\r\n"});
  EXPECT_TRUE(heard.ends_with("250 2.0.0 nothing done\r\n"));
}

TEST_F(MessageTest, AnswersAWholePipelinedDialog) {
  connect();
  const std::string heard =
      say("LHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<alice@example.org>\r\nDATA\r\n" + std::string(mail) +
          "MAIL FROM:<>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\n" + mail + "QUIT\r\n");
  EXPECT_EQ(fake.messages.size(), 2u);
  EXPECT_TRUE(heard.ends_with("221 2.0.0 mx.example closes the connection\r\n"));
}

// RFC 5321 section 4.1.1.4: only CRLF.CRLF ends the data. What other servers take for an end hides no second
// mail.
class SmugglingTest : public MessageTest, public testing::WithParamInterface<const char*> {};

TEST_P(SmugglingTest, EndsOnlyAtTheTrueEndAndRefusesTheWhole) {
  begin({"alice@example.org"});
  say("DATA\r\n");
  const std::string hidden =
      "MAIL FROM:<evil@example.com>\r\nRCPT TO:<bob@example.org>\r\nDATA\r\nsmuggled\r\n";
  EXPECT_EQ(say(std::string("hello") + GetParam() + hidden), "");
  EXPECT_EQ(say(".\r\n"), "554 5.6.1 <alice@example.org> a bare CR or LF is not allowed\r\n");
  EXPECT_TRUE(fake.messages.empty());
  EXPECT_EQ(say("NOOP\r\n"), "250 2.0.0 nothing done\r\n");
}

INSTANTIATE_TEST_SUITE_P(Ends, SmugglingTest,
                         testing::Values("\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r\n.\r", "\r.\r\n",
                                         "\r\r\n.\r\r\n"));

TEST_F(MessageTest, ABareLineFeedInACommandIsRefused) {
  connect();
  EXPECT_TRUE(say("NOOP\nNOOP\r\n").starts_with("500 5.5.2 "));
}

TEST_F(MessageTest, DataNeedsAnAcceptedRecipient) {
  begin({});
  EXPECT_EQ(say("DATA\r\n"), "503 5.5.1 no recipient was accepted\r\n");
}

TEST_F(MessageTest, TooLargeAMessageIsReadToItsEndAndRefused) {
  settings.size_limit = 100;
  begin({"alice@example.org", "bob@example.org"});
  say("DATA\r\n");
  EXPECT_EQ(say(std::string(3'000'000, 'x')), "");
  EXPECT_EQ(say("\r\n.\r\n"),
            "552 5.3.4 <alice@example.org> message is larger than the limit\r\n"
            "552 5.3.4 <bob@example.org> message is larger than the limit\r\n");
  EXPECT_TRUE(fake.messages.empty());
}

TEST_F(MessageTest, ALargeMessageIsSpooled) {
  begin({"alice@example.org"});
  say("DATA\r\n");
  const std::string line = std::string(70, 'x') + "\r\n";
  std::string body;
  while (body.size() < 3 * base::Spool::memory_limit) body += line;
  say(body + ".\r\n");
  ASSERT_EQ(fake.messages.size(), 1u);
  EXPECT_EQ(fake.messages[0], body);
}

TEST_F(MessageTest, AFolderThatCannotHoldTheMessageIsATemporaryFailure) {
  settings.spool = folder.path() / "missing";
  begin({"alice@example.org"});
  say("DATA\r\n");
  say(std::string(3'000'000, 'x'));
  EXPECT_TRUE(say("\r\n.\r\n").starts_with("451 4.3.0 "));
  EXPECT_EQ(say("NOOP\r\n"), "250 2.0.0 nothing done\r\n");
}

TEST_F(MessageTest, AFailingMachineIsATemporaryFailureForEachRecipient) {
  begin({"alice@example.org", "bob@example.org"});
  say("DATA\r\n");
  fake.breaks = true;
  EXPECT_EQ(say(mail),
            "451 4.3.0 <alice@example.org> the message cannot be stored now\r\n"
            "451 4.3.0 <bob@example.org> the message cannot be stored now\r\n");
}

TEST_F(MessageTest, AConnectionLostInsideTheMessageStoresNothing) {
  begin({"alice@example.org"});
  say("DATA\r\n");
  say("Subject: hi\r\n\r\nhel");
  hang_up();
  EXPECT_TRUE(ended);
  EXPECT_TRUE(fake.messages.empty());
}

TEST_F(MessageTest, ChunksKeepEveryOctet) {
  begin({"alice@example.org"});
  EXPECT_EQ(say("BDAT 5\r\na\nb\r\n"), "250 2.0.0 5 octets taken\r\n");
  EXPECT_EQ(say("BDAT 5\r\n.\r\n.\r"), "250 2.0.0 5 octets taken\r\n");
  EXPECT_TRUE(say("BDAT 0 LAST\r\n").starts_with("250 2.0.0 <alice@example.org> taken"));
  EXPECT_EQ(fake.messages, std::vector<std::string>{"a\nb\r\n.\r\n.\r"});
}

TEST_F(MessageTest, ChunksAndTheirDataMayComeInOnePiece) {
  begin({"alice@example.org"});
  const std::string heard = say("BDAT 3\r\nabcBDAT 3 LAST\r\ndefNOOP\r\n");
  EXPECT_EQ(fake.messages, std::vector<std::string>{"abcdef"});
  EXPECT_TRUE(heard.ends_with("250 2.0.0 nothing done\r\n"));
}

TEST_F(MessageTest, ChunksBeyondTheLimitAreReadAndRefusedAtTheLast) {
  settings.size_limit = 4;
  begin({"alice@example.org"});
  say("BDAT 3\r\nabc");
  EXPECT_EQ(say("BDAT 3 LAST\r\ndef"), "552 5.3.4 <alice@example.org> message is larger than the limit\r\n");
  EXPECT_EQ(say("NOOP\r\n"), "250 2.0.0 nothing done\r\n");
}

TEST_F(MessageTest, AChunkWithoutARecipientIsReadAllTheSame) {
  begin({});
  EXPECT_EQ(say("BDAT 6\r\nNOOP\r\nNOOP\r\n"),
            "503 5.5.1 no recipient was accepted\r\n250 2.0.0 nothing done\r\n");
}

// RFC 2033 section 4.3.
TEST_F(MessageTest, TheLastChunkHasNoReplyWhenNoRecipientWasAccepted) {
  fake.refused_at_rcpt = {{"ghost@example.org", base::fail(base::Errc::not_found, "no such user")}};
  begin({"ghost@example.org"});
  EXPECT_EQ(say("BDAT 3 LAST\r\nabc"), "");
  EXPECT_EQ(say("NOOP\r\n"), "250 2.0.0 nothing done\r\n");
}

TEST_F(MessageTest, OnlyChunksBeforeTheLastHaveRepliesWhenNoRecipientWasAccepted) {
  fake.refused_at_rcpt = {{"ghost@example.org", base::fail(base::Errc::not_found, "no such user")}};
  begin({"ghost@example.org"});
  EXPECT_EQ(say("BDAT 3\r\nabcBDAT 3\r\ndefBDAT 3 LAST\r\nghiNOOP\r\n"),
            "503 5.5.1 no recipient was accepted\r\n503 5.5.1 no recipient was accepted\r\n"
            "250 2.0.0 nothing done\r\n");
  EXPECT_EQ(say("BDAT 3 LAST\r\nabc"), "503 5.5.1 no recipient was accepted\r\n");
}

// RFC 3030 section 2: after a chunk that failed only RSET makes a new beginning. Who would be accepted now
// would get the message without its first chunk.
TEST_F(MessageTest, NobodyIsAddedToAMessageWhoseFirstChunkWasRefused) {
  begin({});
  say("BDAT 3\r\nabc");
  EXPECT_TRUE(say("RCPT TO:<alice@example.org>\r\n").starts_with("503 5.5.1 "));
  EXPECT_EQ(say("BDAT 3 LAST\r\ndef"), "");
  EXPECT_TRUE(fake.messages.empty());
  say("MAIL FROM:<>\r\nBDAT 3\r\nabcRSET\r\nMAIL FROM:<>\r\nRCPT TO:<alice@example.org>\r\n");
  EXPECT_TRUE(say("BDAT 3 LAST\r\nghi").starts_with("250 "));
  EXPECT_EQ(fake.messages, std::vector<std::string>{"ghi"});
}

TEST_F(MessageTest, DataIsOutOfPlaceBetweenChunksAndSoIsRcpt) {
  begin({"alice@example.org"});
  say("BDAT 3\r\nabc");
  EXPECT_TRUE(say("DATA\r\n").starts_with("503 5.5.1 "));
  EXPECT_TRUE(say("RCPT TO:<bob@example.org>\r\n").starts_with("503 5.5.1 "));
  EXPECT_TRUE(say("BDAT 0 LAST\r\n").starts_with("250 "));
}

TEST_F(MessageTest, AChunkWithoutALengthEndsTheSession) {
  begin({"alice@example.org"});
  EXPECT_TRUE(say("BDAT x LAST\r\n").starts_with("501 5.5.4 "));
  EXPECT_TRUE(ended);
}

TEST_F(MessageTest, ACommandAfterTheReplyReleasesTheKeys) {
  begin({"alice@example.org", "bob@example.org"});
  say("DATA\r\n");
  say(mail);
  EXPECT_TRUE(fake.released.empty());
  say("QUIT\r\n");
  EXPECT_EQ(fake.released, (std::vector<DedupKey>{"key of alice@example.org", "key of bob@example.org"}));
}

TEST_F(MessageTest, ACommandIsAnsweredAlsoIfTheKeysCannotBeReleased) {
  begin({"alice@example.org"});
  say("DATA\r\n");
  say(mail);
  fake.breaks = true;
  EXPECT_EQ(say("NOOP\r\n"), "250 2.0.0 nothing done\r\n");
  EXPECT_FALSE(ended);
  EXPECT_EQ(say("QUIT\r\n"), "221 2.0.0 mx.example closes the connection\r\n");
}

TEST_F(MessageTest, ACommandThatCameWithTheMessageProvesNothing) {
  begin({"alice@example.org"});
  say("DATA\r\n");
  say(mail + std::string("QUIT\r\n"));
  EXPECT_TRUE(ended);
  EXPECT_TRUE(fake.released.empty());
}

TEST_F(MessageTest, HalfACommandThatCameWithTheMessageProvesNothing) {
  begin({"alice@example.org"});
  say("DATA\r\n");
  say(mail + std::string("NO"));
  say("OP\r\n");
  EXPECT_TRUE(fake.released.empty());
  say("NOOP\r\n");
  EXPECT_EQ(fake.released.size(), 1u);
}

TEST_F(MessageTest, HangingUpProvesNothing) {
  begin({"alice@example.org"});
  say("DATA\r\n");
  say(mail);
  hang_up();
  EXPECT_TRUE(ended);
  EXPECT_TRUE(fake.released.empty());
}

TEST_F(MessageTest, ARefusedRecipientHasNoKeyToRelease) {
  fake.refused_at_delivery = {{"full@example.org", base::fail(base::Errc::over_quota, "mailbox is full")}};
  begin({"full@example.org"});
  say("DATA\r\n");
  say(mail);
  say("QUIT\r\n");
  EXPECT_TRUE(fake.released.empty());
}

}  // namespace
}  // namespace store::smtp
