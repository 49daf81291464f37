// Outgoing mail: what is composed, what is sent, and what becomes of the outbox row.

#include "notifyd/relay/relay.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace notifyd::relay {
namespace {

using Verdict = client::SmtpResult::Verdict;

class MemoryBlobs final : public store::BlobStore {
 public:
  store::Answer<store::BlobRef> put(base::Body) override {
    co_return base::fail(base::Errc::unsupported, "");
  }
  store::Answer<base::Body> get(store::BlobRef ref, store::Range) override {
    const auto found = bodies.find(ref.token);
    if (found == bodies.end()) co_return base::fail(base::Errc::not_found, "the body is gone");
    co_return base::Body(found->second);
  }
  std::map<std::string, std::string> bodies{{"body", "Subject: x\r\n\r\nhi\r\n"}};
};

class RelayTest : public testing::Test {
 protected:
  store::Settled send(store::MailItem mail, std::uint32_t failures = 0) {
    Relay relay([this](client::SmtpMail out) { return take(std::move(out)); }, blobs, clock,
                {.host = "mx.example.org"}, base::Log());
    store::Item item{.ticket = {7, 2}, .created = created, .failures = failures, .payload = std::move(mail)};
    store::Settled settled;
    boost::asio::io_context loop;
    auto task = [&]() -> net::Task<> { settled = co_await relay.send(item); };
    boost::asio::co_spawn(loop, task, [](const std::exception_ptr& failure) { EXPECT_FALSE(failure); });
    loop.run();
    return settled;
  }
  static store::MailItem redirect() {
    return {.sender = {"boss", "example.com"},
            .recipient = {"bob", "example.net"},
            .body = {"body"},
            .prefix = "Received: by us\r\n",
            .cause = "redirect"};
  }

  MemoryBlobs blobs;
  base::ManualClock clock{base::from_microseconds(1'764'028'800'000'000)};
  base::Time created = clock.now();
  client::SmtpResult answer{.verdict = Verdict::delivered, .reason = "250 queued", .code = 250};
  std::string bug;  ///< what sending throws
  std::vector<client::SmtpMail> sent;

 private:
  net::Task<std::vector<client::SmtpResult>> take(client::SmtpMail mail) {
    sent.push_back(std::move(mail));
    if (!bug.empty()) throw std::runtime_error(bug);
    co_return std::vector{answer};
  }
};

TEST_F(RelayTest, NobodyOutsideReadsOfTheMachinesOwnFailures) {
  bug = "sqlite: /var/lib/secret is locked";
  const auto first = send(redirect());
  EXPECT_EQ(std::get<store::RetryAt>(first.verdict).reason, "the server failed at it");
  clock.advance(std::chrono::hours(6 * 24));
  const auto last = send(redirect());
  ASSERT_TRUE(last.bounce);
  EXPECT_EQ(last.bounce->prefix.find("secret"), std::string::npos);
}

TEST_F(RelayTest, SendsPrefixAndBodyAndSettlesTheRow) {
  const auto settled = send(redirect());
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(sent[0].prefix, "Received: by us\r\n");
  EXPECT_EQ(sent[0].body.view(), "Subject: x\r\n\r\nhi\r\n");
  EXPECT_EQ(settled.ticket.id, 7);
  EXPECT_EQ(settled.ticket.attempt, 2u);
  EXPECT_TRUE(std::holds_alternative<store::Done>(settled.verdict));
  EXPECT_EQ(settled.trace.at(0).text, "redirect to bob@example.net: sent, 250 queued");
}

TEST_F(RelayTest, APassingFailureIsTriedAgainLaterAndLater) {
  answer = {.verdict = Verdict::try_later, .reason = "451 busy", .code = 451};
  const auto first = std::get<store::RetryAt>(send(redirect(), 0).verdict);
  const auto fifth = std::get<store::RetryAt>(send(redirect(), 4).verdict);
  EXPECT_GE(first.due, clock.now() + std::chrono::minutes(1));
  EXPECT_LE(first.due, clock.now() + std::chrono::minutes(2));
  EXPECT_GE(fifth.due, clock.now() + std::chrono::hours(1));
  EXPECT_EQ(first.reason, "451 busy");
  EXPECT_EQ(retry_delay(1000), std::chrono::hours(2));
}

// RFC 3464 section 2.3.4: the status is that of a failure.
TEST_F(RelayTest, AnEnhancedCodeOfAnotherClassIsNotTakenOver) {
  answer = {.verdict = Verdict::never, .reason = "550 4.2.2 full", .code = 550};
  const auto settled = send(redirect());
  EXPECT_NE(settled.bounce->prefix.find("\r\nStatus: 5.0.0\r\n"), std::string::npos)
      << settled.bounce->prefix;
}

TEST_F(RelayTest, ARefusalIsReportedToTheSender) {
  answer = {.verdict = Verdict::never, .reason = "550 5.1.1 no such\r\nBcc: user \u00F6", .code = 550};
  const auto settled = send(redirect());
  EXPECT_TRUE(std::holds_alternative<store::Done>(settled.verdict));
  ASSERT_TRUE(settled.bounce);
  EXPECT_TRUE(settled.bounce->sender.empty());
  EXPECT_EQ(settled.bounce->recipient.text(), "boss@example.com");
  const std::string& text = settled.bounce->prefix;
  EXPECT_NE(text.find("From: Mail Delivery System <MAILER-DAEMON@mx.example.org>\r\n"), std::string::npos)
      << text;
  EXPECT_NE(text.find("\r\nAction: failed\r\nStatus: 5.1.1\r\n"), std::string::npos) << text;
  EXPECT_NE(text.find("Diagnostic-Code: smtp; 550 5.1.1 no such  Bcc: user ??\r\n"), std::string::npos)
      << text;
  EXPECT_NE(text.find("Final-Recipient: rfc822; bob@example.net\r\n"), std::string::npos) << text;
  EXPECT_NE(text.find("\r\nReceived: by us\r\nSubject: x\r\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("\r\nhi\r\n"), std::string::npos) << "the content is not sent back";
}

TEST_F(RelayTest, NobodyIsToldOfABounceThatFailed) {
  answer = {.verdict = Verdict::never, .reason = "550 no such user", .code = 550};
  auto mail = redirect();
  mail.sender = {};
  const auto settled = send(std::move(mail));
  EXPECT_EQ(std::get<store::Dead>(settled.verdict).reason, "550 no such user");
  EXPECT_FALSE(settled.bounce);
}

TEST_F(RelayTest, AfterFiveDaysItGivesUp) {
  answer = {.verdict = Verdict::try_later, .reason = "451 busy", .code = 451};
  clock.advance(std::chrono::hours(5 * 24 + 1));
  const auto settled = send(redirect(), 60);
  ASSERT_TRUE(settled.bounce);
  EXPECT_NE(settled.bounce->prefix.find("\r\nStatus: 4.4.7\r\n"), std::string::npos);
  EXPECT_TRUE(std::holds_alternative<store::Done>(settled.verdict));
}

TEST_F(RelayTest, ABodyThatIsGoneIsDead) {
  store::MailItem mail = redirect();
  mail.body = {"other"};
  EXPECT_EQ(std::get<store::Dead>(send(std::move(mail)).verdict).reason, "the body is gone");
  EXPECT_TRUE(sent.empty());
}

TEST_F(RelayTest, AsksTheServerForWhatItsSenderAsked) {
  auto mail = redirect();
  mail.terms = {.notify = "DELAY",
                .original = "rfc822;x@y.example",
                .ret = "FULL",
                .envid = "id",
                .by = mail::DeliverBy{.until = clock.now() + std::chrono::seconds(90), .traced = true},
                .smtputf8 = true};
  send(std::move(mail));
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(sent[0].recipients.at(0).notify, "DELAY");
  EXPECT_EQ(sent[0].recipients.at(0).original, "rfc822;x@y.example");
  EXPECT_EQ(sent[0].ret + sent[0].envid, "FULLid");
  EXPECT_EQ(sent[0].by, (wire::smtp::By{.seconds = 90, .traced = true}));
  EXPECT_TRUE(sent[0].smtputf8);
}

TEST_F(RelayTest, AFailureIsReportedAsItsSenderAsked) {
  answer = {.verdict = Verdict::never, .reason = "550 5.1.1 no such user", .code = 550};
  auto mail = redirect();
  mail.terms = {
      .notify = "FAILURE", .original = "rfc822;al+2Bice@x.example", .ret = "FULL", .envid = "a+2Bb"};
  const auto settled = send(mail);
  ASSERT_TRUE(settled.bounce);
  const std::string& text = settled.bounce->prefix;
  EXPECT_NE(text.find("Original-Envelope-Id: a+b\r\n"), std::string::npos) << text;
  EXPECT_NE(text.find("Original-Recipient: rfc822; al+ice@x.example\r\n"), std::string::npos) << text;
  EXPECT_NE(text.find("Remote-MTA: dns; smarthost\r\n"), std::string::npos) << text;
  EXPECT_NE(text.find("Content-Type: message/rfc822\r\n\r\nReceived: by us\r\n"), std::string::npos) << text;
  EXPECT_NE(text.find("\r\nhi\r\n"), std::string::npos) << text;
  for (const char* quiet : {"NEVER", "SUCCESS", "DELAY,SUCCESS"}) {
    mail.terms.notify = quiet;
    const auto silent = send(mail);
    EXPECT_FALSE(silent.bounce) << quiet;
    EXPECT_TRUE(std::holds_alternative<store::Dead>(silent.verdict)) << quiet;
  }
}

TEST_F(RelayTest, SuccessIsReportedWhereTheNextServerWillNot) {
  auto mail = redirect();
  mail.terms.notify = "SUCCESS,FAILURE";
  const auto settled = send(mail);
  EXPECT_TRUE(std::holds_alternative<store::Done>(settled.verdict));
  ASSERT_TRUE(settled.bounce);
  EXPECT_EQ(settled.bounce->cause, "report");
  EXPECT_NE(settled.bounce->prefix.find("\r\nAction: relayed\r\nStatus: 2.0.0\r\n"), std::string::npos);
  answer.reports = true;
  EXPECT_FALSE(send(mail).bounce) << "the next server will";
  answer.reports = false;
  mail.terms.notify = "FAILURE";
  EXPECT_FALSE(send(mail).bounce) << "nobody asked";
}

// RFC 2852.
class TimedRelayTest : public RelayTest {
 protected:
  store::MailItem timed(bool returns) {
    auto mail = redirect();
    mail.terms.by = mail::DeliverBy{.until = created + std::chrono::seconds(30), .returns = returns};
    return mail;
  }
  const client::SmtpResult busy{.verdict = Verdict::try_later, .reason = "451 busy", .code = 451};
};

TEST_F(TimedRelayTest, IsTriedAgainWhenItsTimeIsOverAtTheLatest) {
  answer = busy;
  const auto settled = send(timed(true), 5);
  EXPECT_EQ(std::get<store::RetryAt>(settled.verdict).due, created + std::chrono::seconds(30));
}

TEST_F(TimedRelayTest, IsGivenBackThenUnsent) {
  clock.advance(std::chrono::seconds(30));
  const auto settled = send(timed(true));
  EXPECT_TRUE(sent.empty());
  ASSERT_TRUE(settled.bounce);
  EXPECT_NE(settled.bounce->prefix.find("\r\nStatus: 5.4.7\r\n"), std::string::npos);
}

TEST_F(TimedRelayTest, OrItsSenderIsToldOnceAndItGoesOn) {
  answer = busy;
  clock.advance(std::chrono::seconds(31));
  const auto settled = send(timed(false));
  ASSERT_TRUE(settled.bounce);
  EXPECT_NE(settled.bounce->prefix.find("It will still be tried."), std::string::npos);
  EXPECT_EQ(sent.at(0).by->seconds, -1);
  EXPECT_TRUE(std::holds_alternative<store::RetryAt>(settled.verdict));
  ASSERT_TRUE(settled.bounce && settled.changed);
  EXPECT_NE(settled.bounce->prefix.find("\r\nAction: delayed\r\nStatus: 4.4.7\r\n"), std::string::npos);
  EXPECT_FALSE(send(*settled.changed).bounce) << "he knows";
  auto quiet = timed(false);
  quiet.terms.notify = "FAILURE";
  EXPECT_FALSE(send(std::move(quiet)).bounce);
}

TEST_F(TimedRelayTest, OfOneThatIsLateAndHasGoneOutItIsNotSaidThatItIsStillTried) {
  answer.minds_time = true;
  clock.advance(std::chrono::seconds(31));
  const auto settled = send(timed(false));
  EXPECT_TRUE(std::holds_alternative<store::Done>(settled.verdict));
  ASSERT_TRUE(settled.bounce);
  EXPECT_NE(settled.bounce->prefix.find("\r\nAction: delayed\r\n"), std::string::npos);
  EXPECT_NE(settled.bounce->prefix.find("It has been passed on now."), std::string::npos);
  EXPECT_EQ(settled.bounce->prefix.find("still be tried"), std::string::npos);
}

TEST_F(TimedRelayTest, ASenderHearsThatNobodyMindsHisTimeAnyMore) {
  EXPECT_NE(send(timed(false)).bounce.value().prefix.find("\r\nAction: relayed\r\n"), std::string::npos);
  answer.minds_time = true;
  EXPECT_FALSE(send(timed(false)).bounce);
  auto traced = timed(true);
  traced.terms.by->traced = true;
  EXPECT_TRUE(send(traced).bounce);
  traced.terms.notify = "NEVER";
  EXPECT_FALSE(send(traced).bounce);
}

}  // namespace
}  // namespace notifyd::relay
