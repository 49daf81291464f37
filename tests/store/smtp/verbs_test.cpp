// Each verb of LMTP (RFC 2033, RFC 5321 section 4.1), in place and out of place.

#include "tests/store/smtp/dialog.hpp"

namespace store::smtp {
namespace {

class VerbTest : public Dialog {};

TEST_F(VerbTest, GreetsWithTheNameOfTheHost) {
  EXPECT_EQ(connect(), "220 mx.example LMTP ready\r\n");
}

TEST_F(VerbTest, LhloListsTheExtensionsOfTheTables) {
  settings.size_limit = 1000;
  connect();
  EXPECT_EQ(say("LHLO client.example\r\n"),
            "250-mx.example\r\n250-PIPELINING\r\n250-ENHANCEDSTATUSCODES\r\n250-CHUNKING\r\n"
            "250-SIZE 1000\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n");
}

// RFC 3461, RFC 2852: where mail can leave.
TEST_F(VerbTest, WishesAboutReportsAndTimeAreKept) {
  settings.reports = true;
  connect();
  EXPECT_TRUE(say("LHLO c\r\n").ends_with("250-SMTPUTF8\r\n250-DSN\r\n250 DELIVERBY\r\n"));
  EXPECT_EQ(say("MAIL FROM:<a@b.example> RET=hdrs ENVID=x+2By BY=60;RT\r\n"), "250 2.1.0 sender taken\r\n");
  EXPECT_TRUE(say("RCPT TO:<alice@example.org> NOTIFY=SOMETIMES\r\n").starts_with("501 5.5.4 "));
  EXPECT_TRUE(say("RCPT TO:<alice@example.org> NOTIFY=NEVER ORCPT=nobody\r\n").starts_with("501 5.5.4 "));
  EXPECT_TRUE(say("RCPT TO:<alice@example.org> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;A@old.example\r\n")
                  .starts_with("250 "));
  EXPECT_TRUE(say("RCPT TO:<bob@example.org>\r\n").starts_with("250 "));
  say("DATA\r\n");
  say("x\r\n.\r\n");
  const auto& envelope = fake.envelopes.at(0);
  EXPECT_EQ(envelope.ret + ' ' + envelope.envid, "hdrs x+2By");
  EXPECT_EQ(envelope.by,
            (mail::DeliverBy{
                .until = fake.clock.now() + std::chrono::seconds(60), .returns = true, .traced = true}));
  EXPECT_EQ(envelope.recipients.at(0).notify, "SUCCESS,DELAY");
  EXPECT_EQ(envelope.recipients.at(0).original, "rfc822;A@old.example");
  EXPECT_EQ(envelope.recipients.at(1).notify + envelope.recipients.at(1).original, "");
}

TEST_F(VerbTest, WhatIsLateAlreadyWasToldOfOrIsRefused) {
  settings.reports = true;
  connect();
  say("LHLO c\r\n");
  EXPECT_TRUE(say("MAIL FROM:<a@b.example> BY=0;R\r\n").starts_with("501 5.5.4 "));
  EXPECT_TRUE(say("MAIL FROM:<a@b.example> BY=-7;N\r\n").starts_with("250 "));
  say("RCPT TO:<alice@example.org>\r\n");
  say("DATA\r\n");
  say("x\r\n.\r\n");
  EXPECT_TRUE(fake.envelopes.at(0).by->told);
}

TEST_F(VerbTest, LhloNeedsANameThatIsSafeInAReceivedField) {
  connect();
  EXPECT_EQ(say("LHLO\r\n"), "501 5.5.4 LHLO takes the name of the client\r\n");
  EXPECT_EQ(say("LHLO a (b)\r\n"), "501 5.5.4 LHLO takes the name of the client\r\n");
  EXPECT_TRUE(say("LHLO [IPv6:::1]\r\n").starts_with("250-"));
}

TEST_F(VerbTest, EhloAndHeloAreNotLmtp) {
  connect();
  EXPECT_EQ(say("EHLO client.example\r\n"), "500 5.5.1 command not recognized\r\n");
  EXPECT_EQ(say("HELO client.example\r\n"), "500 5.5.1 command not recognized\r\n");
}

TEST_F(VerbTest, MailNeedsLhloFirst) {
  connect();
  EXPECT_EQ(say("MAIL FROM:<a@b.example>\r\n"), "503 5.5.1 say LHLO first\r\n");
}

TEST_F(VerbTest, MailTakesTheNullSenderAndRefusesASecondTransaction) {
  connect();
  say("LHLO c\r\n");
  EXPECT_EQ(say("MAIL FROM:<> BODY=8BITMIME SIZE=10\r\n"), "250 2.1.0 sender taken\r\n");
  EXPECT_EQ(say("MAIL FROM:<a@b.example>\r\n"), "503 5.5.1 a transaction is open already\r\n");
}

TEST_F(VerbTest, MailRefusesWhatIsNotAnnounced) {
  connect();
  say("LHLO c\r\n");
  EXPECT_TRUE(say("MAIL FROM:<a@b.example> RET=HDRS\r\n").starts_with("555 5.5.4 "));
  EXPECT_TRUE(say("MAIL FROM:<a@b.example> BY=60;N\r\n").starts_with("555 5.5.4 "));
  EXPECT_TRUE(say("MAIL FROM:<a@b.example> BODY=BINARYMIME\r\n").starts_with("501 5.5.4 "));
  EXPECT_TRUE(say("MAIL FROM:<a@b.example> SIZE=x\r\n").starts_with("501 5.5.4 "));
  EXPECT_TRUE(say("MAIL FROM:a b\r\n").starts_with("501 5.5.4 "));
  EXPECT_TRUE(say("RCPT TO:<alice@example.org>\r\n").starts_with("503 "));
}

TEST_F(VerbTest, MailRefusesEarlyWhatIsTooLarge) {
  connect();
  say("LHLO c\r\n");
  EXPECT_EQ(say("MAIL FROM:<a@b.example> SIZE=52428801\r\n"),
            "552 5.3.4 message is larger than the limit\r\n");
}

TEST_F(VerbTest, AnAddressInUtf8NeedsSmtputf8) {
  connect();
  say("LHLO c\r\n");
  EXPECT_TRUE(say("MAIL FROM:<j\xC3\xBCrgen@b.example>\r\n").starts_with("553 5.6.7 "));
  EXPECT_EQ(say("MAIL FROM:<j\xC3\xBCrgen@b.example> SMTPUTF8\r\n"), "250 2.1.0 sender taken\r\n");
  say("RCPT TO:<j\xC3\xBCrgen@example.org>\r\n");
  say("DATA\r\n");
  say("Subject: x\r\n\r\n.\r\n");
  ASSERT_EQ(fake.envelopes.size(), 1u);
  EXPECT_EQ(fake.envelopes[0].protocol, "UTF8LMTP");
  EXPECT_EQ(fake.envelopes[0].recipients[0].address.local, "j\xC3\xBCrgen");
}

TEST_F(VerbTest, RcptGivesTheServicesErrorItsCode) {
  fake.refused_at_rcpt = {{"ghost@example.org", base::fail(base::Errc::not_found, "no such user")},
                          {"full@example.org", base::fail(base::Errc::over_quota, "mailbox is full")},
                          {"later@example.org", base::fail(base::Errc::try_later, "not now")}};
  connect();
  say("LHLO c\r\nMAIL FROM:<>\r\n");
  EXPECT_EQ(say("RCPT TO:<ghost@example.org>\r\n"), "550 5.1.1 <ghost@example.org> no such user\r\n");
  EXPECT_EQ(say("RCPT TO:<full@example.org>\r\n"), "452 4.2.2 <full@example.org> mailbox is full\r\n");
  EXPECT_EQ(say("RCPT TO:<later@example.org>\r\n"), "451 4.3.0 <later@example.org> not now\r\n");
  EXPECT_EQ(say("RCPT TO:<alice@example.org>\r\n"), "250 2.1.5 recipient taken\r\n");
}

TEST_F(VerbTest, RcptAnswersForATimeWhenTheMachineFails) {
  connect();
  say("LHLO c\r\nMAIL FROM:<>\r\n");
  fake.breaks = true;
  EXPECT_EQ(say("RCPT TO:<alice@example.org>\r\n"), "451 4.3.0 this cannot be done now\r\n");
  fake.breaks = false;
  EXPECT_EQ(say("RCPT TO:<alice@example.org>\r\n"), "250 2.1.5 recipient taken\r\n");
}

TEST_F(VerbTest, RcptStopsAtTheLimitOfRecipients) {
  settings.recipients_limit = 2;
  begin({"a@example.org", "b@example.org"});
  EXPECT_EQ(say("RCPT TO:<c@example.org>\r\n"), "452 4.5.3 too many recipients\r\n");
}

TEST_F(VerbTest, RsetForgetsTheTransaction) {
  begin({"alice@example.org"});
  EXPECT_EQ(say("RSET\r\n"), "250 2.0.0 forgotten\r\n");
  EXPECT_TRUE(say("DATA\r\n").starts_with("503 5.5.1 "));
  EXPECT_EQ(say("MAIL FROM:<>\r\n"), "250 2.1.0 sender taken\r\n");
}

TEST_F(VerbTest, VrfyTellsNothing) {
  connect();
  EXPECT_TRUE(say("VRFY alice\r\n").starts_with("252 "));
  EXPECT_TRUE(say("VRFY\r\n").starts_with("501 5.5.4 "));
}

TEST_F(VerbTest, HelpNamesEveryVerbOfTheTable) {
  connect();
  EXPECT_EQ(say("HELP\r\n"), "214 2.0.0 commands: LHLO MAIL RCPT DATA BDAT RSET VRFY HELP NOOP QUIT\r\n");
}

TEST_F(VerbTest, NoopTakesAnyArgument) {
  connect();
  EXPECT_EQ(say("noop with words\r\n"), "250 2.0.0 nothing done\r\n");
}

TEST_F(VerbTest, QuitEndsTheSession) {
  connect();
  EXPECT_EQ(say("QUIT\r\n"), "221 2.0.0 mx.example closes the connection\r\n");
  EXPECT_TRUE(ended);
}

}  // namespace
}  // namespace store::smtp
