// Kept conversations with an LMTP server: used again, replaced when stale, ended when idle.

#include "client/smtp_pool.hpp"

#include <algorithm>
#include <chrono>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

#include "net/connection.hpp"
#include "net/memory_stream.hpp"

namespace client {
namespace {

using namespace std::chrono_literals;
using Verdict = SmtpResult::Verdict;

/// What a server heard on one connection.
struct Heard {
  std::vector<std::string> verbs;
  bool is_over = false;
  bool is_deaf = false;  ///< hears, and says nothing
  std::unique_ptr<net::Connection> line;
};

class SmtpPoolTest : public testing::Test {
 protected:
  /// As net::Loops ends: what runs on the loop goes first, since it looks at the pool; the loop itself goes
  /// last, since what the pool keeps belongs to it.
  struct Loop : boost::asio::io_context {
    using boost::asio::execution_context::shutdown;
  };
  void TearDown() override { loop.shutdown(); }

  net::Task<base::Result<std::unique_ptr<Smtp>>> open() {
    if (refuses) co_return base::fail(base::Errc::gone, "connection refused");
    auto ends = net::memory_streams(loop.get_executor());
    Heard& heard = servers.emplace_back();
    heard.line = std::make_unique<net::Connection>(std::move(ends.second));
    boost::asio::co_spawn(loop, serve(heard), boost::asio::detached);
    auto smtp = co_await Smtp::open_over(std::move(ends.first), server, nullptr);
    co_return smtp;
  }

  /// An LMTP server that takes everything.
  net::Task<> serve(Heard& heard) {
    co_await heard.line->write("220 mx\r\n");
    for (;;) {
      const auto line = co_await heard.line->read_line(1000, std::chrono::steady_clock::now() + 1min);
      if (!line) break;
      heard.verbs.push_back(line->substr(0, 4));
      if (heard.is_deaf) continue;
      if (heard.verbs.back() == "DATA") {
        co_await heard.line->write("354 go\r\n");
        co_await content(heard);
      }
      co_await heard.line->write(heard.verbs.back() == "QUIT" ? "221 bye\r\n" : "250 ok\r\n");
    }
    heard.is_over = true;
  }
  net::Task<> content(Heard& heard) {
    for (;;) {
      const auto line = co_await heard.line->read_line(1000, std::chrono::steady_clock::now() + 1min);
      if (!line || *line == ".") co_return;
    }
  }

  /// So many mails at once; their verdicts.
  std::vector<Verdict> send(std::size_t mails = 1) {
    std::vector<Verdict> verdicts;
    for (std::size_t i = 0; i < mails; ++i)
      boost::asio::co_spawn(loop, sending(verdicts), boost::asio::detached);
    run([&] { return verdicts.size() == mails; });
    return verdicts;
  }
  net::Task<> sending(std::vector<Verdict>& verdicts) {
    SmtpMail mail{.sender = {"a", "example.com"},
                  .recipients = {{.address = {"b", "example.org"}}},
                  .prefix = {},
                  .body = base::Body(std::string("x\r\n"))};
    const auto results = co_await pool->send(std::move(mail));
    verdicts.push_back(results.at(0).verdict);
  }
  /// Until `done`, at most ten seconds.
  template <class Done>
  void run(Done done) {
    const auto end = std::chrono::steady_clock::now() + 10s;
    while (!done() && std::chrono::steady_clock::now() < end) {
      loop.restart();
      loop.run_one_for(100ms);
    }
    EXPECT_TRUE(done());
  }

  Loop loop;
  SmtpServer server{.host = "mx", .lmtp = true, .hello = "me", .tls = SmtpServer::Tls::never};
  SmtpPoolLimits limits{.idle = 1min, .patience = 1s};
  bool refuses = false;
  std::deque<Heard> servers;
  std::unique_ptr<SmtpPool> pool;

  void make() {
    pool = std::make_unique<SmtpPool>([this] { return open(); }, limits);
  }
};

const std::vector<std::string> one_mail{"LHLO", "MAIL", "RCPT", "DATA"};

TEST_F(SmtpPoolTest, SendsTheNextMailOverTheSameConversationAfterRset) {
  make();
  EXPECT_EQ(send(), std::vector{Verdict::delivered});
  EXPECT_EQ(send(), std::vector{Verdict::delivered});
  ASSERT_EQ(servers.size(), 1u);
  EXPECT_EQ(servers[0].verbs,
            (std::vector<std::string>{"LHLO", "MAIL", "RCPT", "DATA", "RSET", "MAIL", "RCPT", "DATA"}));
}

TEST_F(SmtpPoolTest, OpensOneForEachMailThatIsUnderWay) {
  make();
  EXPECT_EQ(send(3), std::vector(3, Verdict::delivered));
  EXPECT_EQ(servers.size(), 3u);
  EXPECT_EQ(send(3), std::vector(3, Verdict::delivered));
  EXPECT_EQ(servers.size(), 3u);
}

TEST_F(SmtpPoolTest, ReplacesConversationsThatTheServerHasClosed) {
  make();
  send(2);
  for (Heard& each : servers) each.line->close();
  EXPECT_EQ(send(), std::vector{Verdict::delivered});
  ASSERT_EQ(servers.size(), 3u);
  EXPECT_EQ(servers[2].verbs, one_mail);
}

TEST_F(SmtpPoolTest, ReplacesAConversationThatDoesNotAnswerInTime) {
  limits.patience = 50ms;
  make();
  send();
  servers[0].is_deaf = true;
  EXPECT_EQ(send(), std::vector{Verdict::delivered});
  EXPECT_EQ(servers.size(), 2u);
}

TEST_F(SmtpPoolTest, SaysQuitWhenNoMailComesInTime) {
  limits.idle = 20ms;
  make();
  send();
  run([&] { return servers[0].is_over; });
  EXPECT_EQ(servers[0].verbs.back(), "QUIT");
  EXPECT_EQ(send(), std::vector{Verdict::delivered});
  EXPECT_EQ(servers.size(), 2u);
}

TEST_F(SmtpPoolTest, KeepsNoMoreThanItsLimit) {
  limits.kept = 1;
  make();
  send(3);
  run([&] { return std::ranges::count(servers, true, &Heard::is_over) == 2; });
}

TEST_F(SmtpPoolTest, UsesNoConversationBeyondItsAge) {
  limits.age = 0s;
  make();
  send();
  send();
  EXPECT_EQ(servers.size(), 2u);
}

TEST_F(SmtpPoolTest, TriesLaterWhatItCannotConnectFor) {
  refuses = true;
  make();
  EXPECT_EQ(send(2), std::vector(2, Verdict::try_later));
}

}  // namespace
}  // namespace client
