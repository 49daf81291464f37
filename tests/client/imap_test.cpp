// The IMAP client against scripted servers, friendly and nasty (RFC 3501, RFC 2177).

#include "client/imap.hpp"

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

using namespace std::chrono_literals;
using base::Errc;

const std::string ready = "* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN IDLE] ready\r\n";

/// The test is the server: it says lines and gets what the client wrote in answer.
class ImapTest : public testing::Test {
 protected:
  std::string open(const std::string& greeting) {
    auto ends = net::memory_streams(loop.get_executor());
    peer = std::move(ends.second);
    start([](ImapTest* test, std::unique_ptr<net::Stream> stream) -> net::Task<> {
      auto opened = co_await Imap::open_over(std::move(stream), test->server, nullptr);
      if (opened)
        test->imap = std::move(*opened);
      else
        test->failure = opened.error();
    }(this, std::move(ends.first)));
    return say(greeting);
  }
  void open() {
    open(ready);
    say("n1 OK [CAPABILITY IMAP4rev1 IDLE] in\r\n");
    ASSERT_TRUE(imap != nullptr);
  }
  std::string examine() {
    return start([](ImapTest* test) -> net::Task<> {
      auto answer = co_await test->imap->examine("INBOX");
      test->keep(answer, test->mailbox);
    }(this));
  }
  std::string search(std::uint32_t first, std::uint32_t last) {
    return start([](ImapTest* test, mail::UidRange range) -> net::Task<> {
      auto answer = co_await test->imap->search(range);
      test->keep(answer, test->uids);
    }(this, mail::UidRange{mail::Uid{first}, mail::Uid{last}}));
  }
  std::string fetch(mail::UidSet wanted, Imap::Portion portion = Imap::Portion::header) {
    return start([](ImapTest* test, mail::UidSet set, Imap::Portion part) -> net::Task<> {
      auto answer = co_await test->imap->fetch(std::move(set), part);
      test->keep(answer, test->messages);
    }(this, std::move(wanted), portion));
  }
  std::string wait() {
    waited = false;
    return start([](ImapTest* test) -> net::Task<> {
      auto answer = co_await test->imap->wait();
      if (answer)
        test->waited = true;
      else
        test->failure = answer.error();
    }(this));
  }
  std::string say(std::string octets) {
    return start([](net::Stream* to, std::string text) -> net::Task<> {
      const auto written = co_await to->write(std::move(text));
      if (!written) co_return;
    }(peer.get(), std::move(octets)));
  }
  std::string hang_up() {
    peer->close();
    return hear();
  }
  template <class T>
  void keep(base::Result<T>& answer, std::optional<T>& place) {
    if (answer)
      place = std::move(*answer);
    else
      failure = answer.error();
  }
  [[nodiscard]] Errc failed_with() const { return failure ? failure->code : Errc::conflict; }
  std::string hear() {
    run();
    boost::asio::co_spawn(loop, tests::hear(*peer, heard_), boost::asio::detached);
    run();
    return std::exchange(heard_, {});
  }

  boost::asio::io_context loop;
  ImapServer server{
      .host = "there", .tls = ImapServer::Tls::never, .account = "ann@example.org", .password = "secret"};
  std::unique_ptr<net::Stream> peer;
  std::unique_ptr<Imap> imap;
  std::optional<base::Error> failure;
  std::optional<ImapMailbox> mailbox;
  std::optional<mail::UidSet> uids;
  std::optional<std::vector<ImapMessage>> messages;
  bool waited = false;

 private:
  std::string start(net::Task<> task) {
    boost::asio::co_spawn(loop, std::move(task), boost::asio::detached);
    return hear();
  }
  void run() {
    loop.restart();
    loop.poll();
  }
  std::string heard_;
};

std::string plain(std::string_view text) {
  return base::text::base64(text);
}

TEST_F(ImapTest, LogsInByPlainInOneStepWhereThatIsOffered) {
  using namespace std::string_literals;
  EXPECT_EQ(open(ready), "n1 AUTHENTICATE PLAIN " + plain("\0ann@example.org\0secret"s) + "\r\n");
  EXPECT_EQ(say("n1 OK in\r\n"), "n2 CAPABILITY\r\n");
  say("* CAPABILITY IMAP4rev1 idle\r\nn2 OK done\r\n");
  ASSERT_TRUE(imap != nullptr);
  EXPECT_TRUE(imap->offers("IDLE"));
  EXPECT_FALSE(imap->offers("SASL-IR"));  // what was offered before the login counts no more
}

TEST_F(ImapTest, AMasterUserLogsInOnTheAccountsBehalf) {
  using namespace std::string_literals;
  server.master = "tapper";
  EXPECT_EQ(open("* OK hello\r\n"), "n1 CAPABILITY\r\n");
  EXPECT_EQ(say("* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nn1 OK done\r\n"), "n2 AUTHENTICATE PLAIN\r\n");
  EXPECT_EQ(say("+ \r\n"), plain("ann@example.org\0tapper\0secret"s) + "\r\n");
  say("n2 OK [CAPABILITY IMAP4rev1] in\r\n");
  EXPECT_TRUE(imap != nullptr);
}

TEST_F(ImapTest, FallsBackToLoginWithTheMastersNameBehindAnAsterisk) {
  server.master = "tapper";
  server.password = "a \"b\\";
  EXPECT_EQ(open("* OK [CAPABILITY IMAP4rev1] hello\r\n"),
            "n1 LOGIN \"ann@example.org*tapper\" \"a \\\"b\\\\\"\r\n");
}

TEST_F(ImapTest, SendsNoPasswordWhereLoginIsForbidden) {
  EXPECT_EQ(open("* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] hello\r\n"), "");
  EXPECT_EQ(failed_with(), Errc::denied);
}

TEST_F(ImapTest, ASecretWithLineEndsIsNotSentByLogin) {
  server.password = "a\r\nn2 DELETE INBOX";
  EXPECT_EQ(open("* OK [CAPABILITY IMAP4rev1] hello\r\n"), "");
  EXPECT_EQ(failed_with(), Errc::denied);
}

TEST_F(ImapTest, AWrongPasswordIsDeniedAndABusyServerIsTriedLater) {
  open(ready);
  say("n1 NO [AUTHENTICATIONFAILED] wrong\r\n");
  EXPECT_EQ(failed_with(), Errc::denied);
  open(ready);
  say("n1 NO [UNAVAILABLE] later\r\n");
  EXPECT_EQ(failed_with(), Errc::try_later);
}

TEST_F(ImapTest, RefusesAServerThatOffersNoStarttlsOrIsLoggedInAlready) {
  open("* PREAUTH welcome\r\n");
  EXPECT_EQ(failed_with(), Errc::denied);
  server.tls = ImapServer::Tls::starttls;
  open(ready);  // no settings for TLS
  EXPECT_EQ(failed_with(), Errc::denied);
}

TEST_F(ImapTest, ExamineTellsUidValidityAndUidNext) {
  open();
  EXPECT_EQ(examine(), "n2 EXAMINE INBOX\r\n");
  say("* FLAGS (\\Seen)\r\n* OK [PERMANENTFLAGS ()] none\r\n* 3 EXISTS\r\n* 0 RECENT\r\n"
      "* OK [UIDVALIDITY 77] ok\r\n* OK [UIDNEXT 9] ok\r\nn2 OK [READ-ONLY] done\r\n");
  ASSERT_TRUE(mailbox);
  EXPECT_EQ(mailbox->uid_validity.value, 77u);
  EXPECT_EQ(mailbox->uid_next.value, 9u);
  EXPECT_EQ(mailbox->messages, 3u);
}

TEST_F(ImapTest, AsksForUidNextWhereExamineDoesNotTellIt) {
  open();
  examine();
  EXPECT_EQ(say("* 3 EXISTS\r\n* OK [UIDVALIDITY 77] ok\r\nn2 OK done\r\n"), "n3 STATUS INBOX (UIDNEXT)\r\n");
  say("* STATUS INBOX (UIDNEXT 9)\r\nn3 OK done\r\n");
  ASSERT_TRUE(mailbox);
  EXPECT_EQ(mailbox->uid_next.value, 9u);
}

TEST_F(ImapTest, AServerWithoutUidValidityCannotBeWatched) {
  open();
  examine();
  say("* 3 EXISTS\r\n* OK [UIDNEXT 9] ok\r\nn2 OK done\r\n");
  EXPECT_EQ(failed_with(), Errc::unsupported);
}

TEST_F(ImapTest, SearchGivesTheUidsOfTheRangeAlone) {
  open();
  EXPECT_EQ(search(5, 9), "n2 UID SEARCH UID 5:9\r\n");
  say("* SEARCH 9 6 4294967295 3\r\n* SEARCH 7\r\nn2 OK done\r\n");
  ASSERT_TRUE(uids);
  EXPECT_EQ(uids->text(), "6:7,9");
}

TEST_F(ImapTest, FetchPeeksAtHeadersAndReadsThemInAnyOrder) {
  open();
  EXPECT_EQ(fetch(mail::UidSet(mail::Uid{5}, mail::Uid{7})),
            "n2 UID FETCH 5:7 (UID FLAGS RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER]<0.131072>)\r\n");
  say("* 2 FETCH (UID 6 FLAGS (\\Seen \\Recent $X) RFC822.SIZE 900 INTERNALDATE \"24-Nov-2026 23:11:51 "
      "+0100\" "
      "BODY[HEADER]<0> {14}\r\nSubject: b\r\n\r\n)\r\n"
      "* 9 FETCH (FLAGS (\\Seen))\r\n"
      "* 1 FETCH (BODY[HEADER]<0> {14}\r\nSubject: a\r\n\r\n UID 5 RFC822.SIZE 800)\r\n"
      "* 1 FETCH (UID 5 FLAGS (\\Flagged))\r\n* 40 FETCH (UID 40 FLAGS ())\r\nn2 OK done\r\n");
  ASSERT_TRUE(messages);
  ASSERT_EQ(messages->size(), 2u);
  const ImapMessage& first = messages->front();
  EXPECT_EQ(first.uid.value, 5u);
  EXPECT_EQ(first.octets, "Subject: a\r\n\r\n");
  EXPECT_EQ(first.flags.text(), "\\Flagged");
  EXPECT_EQ(messages->back().flags.text(), "\\Seen $X");
  EXPECT_EQ(messages->back().size, 900u);
  EXPECT_EQ(base::microseconds(*messages->back().received), 1795558311000000);
}

TEST_F(ImapTest, AMessageWhoseOctetsCannotBeHadIsToldWithoutThem) {
  open();
  EXPECT_EQ(fetch(mail::UidSet(mail::Uid{5}), Imap::Portion::beginning),
            "n2 UID FETCH 5 (UID FLAGS RFC822.SIZE INTERNALDATE BODY.PEEK[]<0.1048576>)\r\n");
  say("* 1 FETCH (UID 5 FLAGS () BODY[]<0> NIL)\r\nn2 OK done\r\n");
  ASSERT_TRUE(messages);
  ASSERT_EQ(messages->size(), 1u);
  EXPECT_FALSE(messages->front().octets);
}

TEST_F(ImapTest, ALiteralBeyondWhatWasAskedForEndsTheConversation) {
  open();
  fetch(mail::UidSet(mail::Uid{5}));
  say("* 1 FETCH (UID 5 BODY[HEADER]<0> {4294967295}\r\n");
  EXPECT_EQ(failed_with(), Errc::too_large);
  EXPECT_EQ(examine(), "");
  EXPECT_EQ(failed_with(), Errc::gone);
}

TEST_F(ImapTest, GarbageEndsTheConversation) {
  for (const std::string garbage : {"\x01\x02\r\n", "HTTP/1.1 400 Bad Request\r\n", "* OK bare\n",
                                    "* 1 FETCH (((\r\n", "n9 OK of another command\r\n", "+ go on\r\n"}) {
    failure.reset();
    open();
    examine();
    say(garbage);
    EXPECT_EQ(failed_with(), Errc::syntax) << garbage;
  }
}

TEST_F(ImapTest, ByeStandsInTheReason) {
  open();
  examine();
  say("* BYE shutting down\r\n");
  hang_up();
  EXPECT_EQ(failed_with(), Errc::gone);
  EXPECT_EQ(failure->text, "the server said BYE: shutting down");
}

TEST_F(ImapTest, IdleEndsWithNewMail) {
  open();
  examine();
  say("* 3 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 4] ok\r\nn2 OK done\r\n");
  EXPECT_EQ(wait(), "n3 IDLE\r\n");
  EXPECT_EQ(say("+ idling\r\n* OK Still here\r\n* 2 EXPUNGE\r\n"), "");
  EXPECT_EQ(say("* 3 EXISTS\r\n* 1 RECENT\r\n"), "DONE\r\n");
  EXPECT_FALSE(waited);
  say("n3 OK done\r\n");
  EXPECT_TRUE(waited);
}

TEST_F(ImapTest, MailThatCameBeforeIdleIsNotWaitedFor) {
  open();
  examine();
  say("* 3 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n* OK [UIDNEXT 4] ok\r\nn2 OK done\r\n");
  search(4, 9);
  say("* SEARCH\r\n* 4 EXISTS\r\nn3 OK done\r\n");
  EXPECT_EQ(wait(), "");
  EXPECT_TRUE(waited);
}

TEST_F(ImapTest, IdleIsIssuedAnewBeforeTheServerEndsIt) {
  server.idle_for = 0ms;
  open();
  EXPECT_EQ(wait(), "n2 IDLE\r\n");
  EXPECT_EQ(say("+ idling\r\n"), "DONE\r\n");
  say("n2 OK done\r\n");
  EXPECT_TRUE(waited);
}

TEST_F(ImapTest, StopEndsIdleInGoodOrder) {
  open();
  wait();
  say("+ idling\r\n");
  imap->stop();
  EXPECT_EQ(hear(), "DONE\r\n");
  say("n2 OK done\r\n");
  EXPECT_TRUE(waited);
}

TEST_F(ImapTest, PollsWhereIdleIsNotOfferedOrRefused) {
  server.poll_every = 0ms;
  open();
  EXPECT_EQ(wait(), "n2 IDLE\r\n");
  say("n2 NO not today\r\n");
  EXPECT_TRUE(waited);
  EXPECT_EQ(wait(), "n3 NOOP\r\n");
  EXPECT_EQ(say("n3 OK done\r\n"), "n4 NOOP\r\n");
  say("* 4 EXISTS\r\nn4 OK done\r\n");
  EXPECT_TRUE(waited);
}

TEST_F(ImapTest, ADeadlineEndsTheWaitForAnAnswer) {
  server.patience = 0ms;
  auto ends = net::memory_streams(loop.get_executor());
  peer = std::move(ends.second);
  open("");
  EXPECT_EQ(failed_with(), Errc::timed_out);
}

TEST_F(ImapTest, ByeWithinIdleIsTheEnd) {
  open();
  wait();
  say("+ idling\r\n* BYE Idle for too long\r\n");
  EXPECT_EQ(failed_with(), Errc::gone);
  EXPECT_EQ(failure->text, "the server said BYE: Idle for too long");
}

}  // namespace
}  // namespace client
