// The SMTP and LMTP client against scripted servers, friendly and nasty (RFC 5321, RFC 2033, RFC 2920).

#include "client/smtp.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "net/memory_stream.hpp"
#include "tests/support/hearing.hpp"

namespace client {
namespace {

using Verdict = SmtpResult::Verdict;

/// The test is the server: it says lines and gets what the client wrote in answer.
class SmtpTest : public testing::Test {
 protected:
  void open() {
    auto ends = net::memory_streams(loop.get_executor());
    peer_ = std::move(ends.second);
    boost::asio::co_spawn(loop, opening(std::move(ends.first)), boost::asio::detached);
    hear();
  }
  /// Opens, up to the end of the greeting; `extensions` as in the reply to LHLO, each with its line end.
  void open_with(const std::string& extensions) {
    open();
    EXPECT_EQ(say("220 mx\r\n"), server.lmtp ? "LHLO me\r\n" : "EHLO me\r\n");
    say("250-mx\r\n" + extensions + "250 HELP\r\n");
    ASSERT_TRUE(smtp != nullptr);
  }
  std::string begin(SmtpMail mail) {
    boost::asio::co_spawn(loop, sending(std::move(mail)), boost::asio::detached);
    return hear();
  }
  std::string say(std::string octets) {
    boost::asio::co_spawn(loop, tests::tell(*peer_, std::move(octets), heard_), boost::asio::detached);
    return hear();
  }
  void hang_up() {
    peer_->close();
    loop.restart();
    loop.poll();
  }
  [[nodiscard]] std::vector<Verdict> verdicts() const {
    std::vector<Verdict> list;
    for (const auto& result : results) list.push_back(result.verdict);
    return list;
  }
  static SmtpMail to(std::vector<std::string> recipients, std::string body = "Subject: x\r\n\r\nhi\r\n") {
    SmtpMail mail{.sender = {"sender", "example.com"}, .body = base::Body(std::move(body))};
    for (auto& local : recipients) mail.recipients.push_back({.address = {std::move(local), "example.org"}});
    return mail;
  }

  boost::asio::io_context loop;
  SmtpServer server{.host = "mx", .lmtp = true, .hello = "me", .tls = SmtpServer::Tls::never};
  std::unique_ptr<Smtp> smtp;
  std::optional<base::Error> failure;
  std::vector<SmtpResult> results;

 private:
  net::Task<> opening(std::unique_ptr<net::Stream> stream) {
    auto opened = co_await Smtp::open_over(std::move(stream), server, nullptr);
    if (opened) {
      smtp = std::move(*opened);
    } else {
      failure = opened.error();
    }
  }
  net::Task<> sending(SmtpMail mail) { results = co_await smtp->send(std::move(mail)); }
  std::string hear() {
    loop.restart();
    loop.poll();
    boost::asio::co_spawn(loop, tests::hear(*peer_, heard_), boost::asio::detached);
    loop.restart();
    loop.poll();
    return std::exchange(heard_, {});
  }
  std::unique_ptr<net::Stream> peer_;
  std::string heard_;
};

TEST_F(SmtpTest, SendsOverLmtpAndTakesOneReplyForEachAcceptedRecipient) {
  open_with("250-PIPELINING\r\n250-8BITMIME\r\n250-SIZE 1000\r\n");
  EXPECT_EQ(begin(to({"a", "b", "c", "d"})), "MAIL FROM:<sender@example.com> SIZE=18\r\n");
  EXPECT_EQ(say("250 ok\r\n"),
            "RCPT TO:<a@example.org>\r\nRCPT TO:<b@example.org>\r\nRCPT TO:<c@example.org>\r\n"
            "RCPT TO:<d@example.org>\r\n");
  EXPECT_EQ(say("250 ok\r\n550 5.1.1 no\r\n250 ok\r\n250 ok\r\n"), "DATA\r\n");
  EXPECT_EQ(say("354 go\r\n"), "Subject: x\r\n\r\nhi\r\n.\r\n");
  say("250 2.0.0 kept\r\n452 4.2.2 full\r\n554 5.6.0 bad\r\n");
  EXPECT_EQ(verdicts(),
            (std::vector{Verdict::delivered, Verdict::never, Verdict::try_later, Verdict::never}));
  EXPECT_EQ(results[1].reason, "550 5.1.1 no");
  EXPECT_EQ(results[0].code, 250);
}

TEST_F(SmtpTest, TakesOneReplyForAllOverSmtp) {
  server.lmtp = false;
  open_with("");
  EXPECT_EQ(begin(to({"a", "b"})), "MAIL FROM:<sender@example.com>\r\n");
  EXPECT_EQ(say("250 ok\r\n"), "RCPT TO:<a@example.org>\r\n");  // not offered: no pipelining
  EXPECT_EQ(say("250 ok\r\n"), "RCPT TO:<b@example.org>\r\n");
  EXPECT_EQ(say("251 ok\r\n"), "DATA\r\n");
  say("354 go\r\n");
  say("250 queued\r\n");
  EXPECT_EQ(verdicts(), (std::vector{Verdict::delivered, Verdict::delivered}));
}

TEST_F(SmtpTest, FallsBackToHelo) {
  server.lmtp = false;
  open();
  say("220 old\r\n");
  EXPECT_EQ(say("502 what\r\n"), "HELO me\r\n");
  say("250 old\r\n");
  ASSERT_TRUE(smtp);
  EXPECT_EQ(smtp->offers("SIZE"), nullptr);
}

TEST_F(SmtpTest, StuffsDotsAndEndsTheLastLine) {
  open_with("");
  begin(to({"a"}, "..x\r\n.\r\nend"));
  say("250 ok\r\n");
  say("250 ok\r\n");
  EXPECT_EQ(say("354 go\r\n"), "...x\r\n..\r\nend\r\n.\r\n");
}

TEST_F(SmtpTest, SendsNothingWhenNoRecipientIsAcceptedAndGoesOn) {
  open_with("");
  begin(to({"a"}));
  say("250 ok\r\n");
  EXPECT_EQ(say("451 later\r\n"), "RSET\r\n");
  say("250 ok\r\n");
  EXPECT_EQ(verdicts(), std::vector{Verdict::try_later});
  EXPECT_EQ(begin(to({"b"})), "MAIL FROM:<sender@example.com>\r\n");
}

TEST_F(SmtpTest, BareLineEndsGoByChunkOrNotAtAll) {
  open_with("250-CHUNKING\r\n");
  begin(to({"a"}, "a\nb"));
  say("250 ok\r\n");
  EXPECT_EQ(say("250 ok\r\n"), "BDAT 3 LAST\r\na\nb");
  say("250 ok\r\n");
  EXPECT_EQ(verdicts(), std::vector{Verdict::delivered});
  open_with("");
  EXPECT_EQ(begin(to({"a"}, "a\n.\r\nb")), "");
  EXPECT_EQ(verdicts(), std::vector{Verdict::never});
}

TEST_F(SmtpTest, NeverSendsWhatTheServerCannotTake) {
  open_with("250-SIZE 10\r\n");
  EXPECT_EQ(begin(to({"a"})), "");
  EXPECT_EQ(verdicts(), std::vector{Verdict::never});
  EXPECT_EQ(begin(to({"a"}, "\xC3\xBC")), "");
  EXPECT_EQ(results[0].reason, "5.6.3 the server takes no 8-bit messages");
  EXPECT_EQ(begin(to({"j\xC3\xBCrgen"}, "x")), "");
  EXPECT_EQ(results[0].reason, "5.6.7 the server takes no addresses in UTF-8");
}

TEST_F(SmtpTest, SaysWhatTheMessageNeeds) {
  open_with("250-8BITMIME\r\n250-SMTPUTF8\r\n");
  EXPECT_EQ(begin(to({"j\xC3\xBCrgen"}, "\xC3\xBC")),
            "MAIL FROM:<sender@example.com> BODY=8BITMIME SMTPUTF8\r\n");
}

TEST_F(SmtpTest, RepliesThatArrivedCountWhenTheServerHangsUp) {
  open_with("250-PIPELINING\r\n");
  begin(to({"a", "b"}));
  say("250 ok\r\n");
  say("250 ok\r\n250 ok\r\n");
  say("354 go\r\n");
  say("250 kept\r\n");
  hang_up();
  EXPECT_EQ(verdicts(), (std::vector{Verdict::delivered, Verdict::try_later}));
  EXPECT_TRUE(smtp->is_broken());
  EXPECT_EQ(begin(to({"c"})), "");
  EXPECT_EQ(verdicts(), std::vector{Verdict::try_later});
}

TEST_F(SmtpTest, ARefusalOfMailOrDataIsEveryRecipients) {
  open_with("");
  begin(to({"a", "b"}));
  EXPECT_EQ(say("552 too large\r\n"), "RSET\r\n");
  say("250 ok\r\n");
  EXPECT_EQ(verdicts(), (std::vector{Verdict::never, Verdict::never}));
  begin(to({"a"}));
  say("250 ok\r\n");
  EXPECT_EQ(say("250 ok\r\n"), "DATA\r\n");
  EXPECT_EQ(say("250 what\r\n"), "RSET\r\n");  // nonsense: not taken for success
  say("250 ok\r\n");
  EXPECT_EQ(verdicts(), std::vector{Verdict::try_later});
}

// RFC 5321 section 4.3.2 has 250 alone for MAIL: who says something else may be a reply off, and has taken
// nothing.
TEST_F(SmtpTest, AStrangeReplyToMailIsNoDeliveryAndEndsTheConversation) {
  for (const std::string reply : {"220 mx\r\n", "251 ok\r\n", "354 go\r\n"}) {
    open_with("");
    begin(to({"a", "b"}));
    EXPECT_EQ(say(reply), "") << reply;
    EXPECT_EQ(verdicts(), (std::vector{Verdict::try_later, Verdict::try_later})) << reply;
    EXPECT_TRUE(smtp->is_broken()) << reply;
  }
}

TEST_F(SmtpTest, AStrangeReplyToRcptIsNobodysDeliveryAndEndsTheConversation) {
  open_with("250-PIPELINING\r\n");
  begin(to({"a", "b", "c"}));
  say("250 ok\r\n");
  EXPECT_EQ(say("550 no\r\n250 ok\r\n354 go\r\n"), "");
  EXPECT_EQ(verdicts(), (std::vector{Verdict::never, Verdict::try_later, Verdict::try_later}));
  EXPECT_TRUE(smtp->is_broken());
}

// RFC 5321 section 4.2.1: the first digit says whether it was taken.
TEST_F(SmtpTest, EveryPositiveReplyToRcptAcceptsTheRecipient) {
  server.lmtp = false;
  open_with("");
  begin(to({"a"}));
  say("250 ok\r\n");
  EXPECT_EQ(say("252 cannot verify\r\n"), "DATA\r\n");
  say("354 go\r\n");
  EXPECT_TRUE(verdicts().empty());
  say("250 queued\r\n");
  EXPECT_EQ(verdicts(), std::vector{Verdict::delivered});
}

TEST_F(SmtpTest, AnIntermediateReplyToTheMessageDeliversNothing) {
  open_with("250-PIPELINING\r\n");
  begin(to({"a", "b", "c"}));
  say("250 ok\r\n");
  say("250 ok\r\n250 ok\r\n250 ok\r\n");
  say("354 go\r\n");
  say("250 kept\r\n354 go\r\n250 kept\r\n");
  EXPECT_EQ(verdicts(), (std::vector{Verdict::delivered, Verdict::try_later, Verdict::try_later}));
  EXPECT_TRUE(smtp->is_broken());
}

// Reasons stand in JSON, in traces and in reports.
TEST_F(SmtpTest, AReplyThatIsNotUtf8GivesAReasonThatIs) {
  open_with("");
  begin(to({"a"}));
  say("250 ok\r\n");
  say("451 bo\xEEte " + std::string(500, 'x') + "\xC3\xA9\xC3\xA9\xC3\xA9\r\n");
  say("250 ok\r\n");
  ASSERT_EQ(results.size(), 1U);
  EXPECT_TRUE(results[0].reason.starts_with("451 bo\xEF\xBF\xBDte x")) << results[0].reason;
  EXPECT_TRUE(base::text::is_utf8(results[0].reason));
  EXPECT_LE(results[0].reason.size(), 512U);
}

TEST_F(SmtpTest, AServerThatTalksWithoutEndIsLeft) {
  open();
  say("220 mx\r\n");
  std::string flood;
  for (int i = 0; i < 2000; ++i) flood += "250-X" + std::to_string(i) + "\r\n";
  say(flood);
  EXPECT_FALSE(smtp);
  ASSERT_TRUE(failure);
}

TEST_F(SmtpTest, GarbageInsteadOfAReplyEndsTheConversation) {
  open();
  say("SSH-2.0-OpenSSH\r\n");
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->code, base::Errc::try_later);
}

TEST_F(SmtpTest, ASilentServerIsLeftInTime) {
  server.patience = std::chrono::seconds(0);
  open();
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->code, base::Errc::timed_out);
}

TEST_F(SmtpTest, TlsThatIsRequiredAndNotOfferedEndsIt) {
  server.tls = SmtpServer::Tls::required;
  open();
  say("220 mx\r\n");
  say("250 mx\r\n");
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->code, base::Errc::denied);
}

TEST_F(SmtpTest, AuthenticatesWithPlain) {
  server.user = "u";
  server.password = "p";
  open();
  say("220 mx\r\n");
  EXPECT_EQ(say("250-mx\r\n250 AUTH LOGIN PLAIN\r\n"), "AUTH PLAIN AHUAcA==\r\n");
  say("535 5.7.8 wrong\r\n");
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->code, base::Errc::denied);
  EXPECT_EQ(failure->text.find("AHUAcA"), std::string::npos);
}

TEST_F(SmtpTest, AddressesThatCannotBeWrittenAreNeverSent) {
  open_with("");
  SmtpMail mail = to({"a"});
  mail.recipients[0].address.local = "a\r\nDATA";
  begin(std::move(mail));
  EXPECT_EQ(say("250 ok\r\n"), "RSET\r\n");
  say("250 ok\r\n");
  EXPECT_EQ(verdicts(), std::vector{Verdict::never});
}

// RFC 3461 and RFC 2852.
SmtpMail with_wishes(SmtpMail mail) {
  mail.ret = "HDRS";
  mail.envid = "QQ314159";
  mail.by = wire::smtp::By{.seconds = 120, .traced = true};
  mail.recipients[0].notify = "SUCCESS,DELAY";
  mail.recipients[0].original = "rfc822;a+2Bb@example.org";
  return mail;
}

TEST_F(SmtpTest, WhatIsAskedOfTheServerIsSaidWhereItIsOffered) {
  server.lmtp = false;
  open_with("250-DSN\r\n250-PIPELINING\r\n250-DELIVERBY\r\n");
  EXPECT_EQ(begin(with_wishes(to({"a", "b"}))),
            "MAIL FROM:<sender@example.com> RET=HDRS ENVID=QQ314159 BY=120;NT\r\n");
  EXPECT_EQ(say("250 ok\r\n"),
            "RCPT TO:<a@example.org> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;a+2Bb@example.org\r\n"
            "RCPT TO:<b@example.org>\r\n");
  say("250 ok\r\n250 ok\r\n");
  say("354 go\r\n");
  say("250 queued\r\n");
  EXPECT_TRUE(results.at(0).reports && results[0].minds_time);
}

TEST_F(SmtpTest, WhatIsNotOfferedIsNotSaid) {
  server.lmtp = false;
  open_with("");
  EXPECT_EQ(begin(with_wishes(to({"a"}))), "MAIL FROM:<sender@example.com>\r\n");
  EXPECT_EQ(say("250 ok\r\n"), "RCPT TO:<a@example.org>\r\n");
  say("250 ok\r\n");
  say("354 go\r\n");
  say("250 queued\r\n");
  EXPECT_FALSE(results.at(0).reports || results[0].minds_time);
}

TEST_F(SmtpTest, OfWhatIsNeverReportedNobodyIsTheSenderWhereTheServerWouldReport) {
  server.lmtp = false;
  open_with("");
  SmtpMail mail = to({"a"});
  mail.recipients[0].notify = "NEVER";
  EXPECT_EQ(begin(std::move(mail)), "MAIL FROM:<>\r\n");
}

TEST_F(SmtpTest, AMailToBeGivenBackIsNotLeftWithAServerThatMindsNoTime) {
  server.lmtp = false;
  open_with("250-DSN\r\n");
  SmtpMail mail = with_wishes(to({"a"}));
  mail.by->returns = true;
  EXPECT_EQ(begin(std::move(mail)), "");
  EXPECT_EQ(verdicts(), std::vector{Verdict::never});
  EXPECT_TRUE(results[0].reason.starts_with("5.3.3 ")) << results[0].reason;
}

// RFC 6531 section 3.2.
TEST_F(SmtpTest, Utf8IsAnnouncedWhereTheMailNeedsIt) {
  open_with("250-SMTPUTF8\r\n250-8BITMIME\r\n");
  EXPECT_EQ(begin(to({"a"}, "Subject: \u00FC\r\n\r\nhi\r\n")),
            "MAIL FROM:<sender@example.com> BODY=8BITMIME SMTPUTF8\r\n");
  say("550 no\r\n");
  say("250 ok\r\n");
  EXPECT_EQ(begin(to({"a"}, "Subject: x\r\n\r\n\u00FC\r\n")),
            "MAIL FROM:<sender@example.com> BODY=8BITMIME\r\n");
  say("550 no\r\n");
  say("250 ok\r\n");
  EXPECT_EQ(begin(to({"a"}, "Subject: \xFC\r\n\r\nhi\r\n")),
            "MAIL FROM:<sender@example.com> BODY=8BITMIME\r\n")
      << "Latin-1 is no UTF-8";
  say("550 no\r\n");
  say("250 ok\r\n");
  EXPECT_EQ(begin(to({"\u00FC"})), "MAIL FROM:<sender@example.com> SMTPUTF8\r\n");
}

TEST_F(SmtpTest, Utf8IsRefusedForGoodWhereItIsNotOffered) {
  open_with("250-8BITMIME\r\n");
  EXPECT_EQ(begin(to({"\u00FC"})), "");
  ASSERT_EQ(verdicts(), std::vector{Verdict::never});
  EXPECT_TRUE(results[0].reason.starts_with("5.6.7 ")) << results[0].reason;
  SmtpMail announced = to({"a"}, "Subject: \u00FC\r\n\r\nhi\r\n");
  announced.smtputf8 = true;
  EXPECT_EQ(begin(std::move(announced)), "");
  ASSERT_EQ(verdicts(), std::vector{Verdict::never});
  EXPECT_TRUE(results[0].reason.starts_with("5.6.7 ")) << results[0].reason;
  EXPECT_EQ(begin(to({"a"}, "Subject: \u00FC\r\n\r\nhi\r\n")),
            "MAIL FROM:<sender@example.com> BODY=8BITMIME\r\n")
      << "it was never announced, and has come so far";
}

}  // namespace
}  // namespace client
