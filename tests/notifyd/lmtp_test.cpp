// LMTP over real sockets into the real store: our client against our server, retries and repeats, and
// `notifyd deliver`.

#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/folder.hpp"
#include "client/smtp.hpp"
#include "net/connect.hpp"
#include "net/connection.hpp"
#include "net/listener.hpp"
#include "notifyd/deliver_command.hpp"
#include "notifyd/filters/delivery.hpp"
#include "store/bus.hpp"
#include "store/engines/sqlite/engine.hpp"
#include "store/lmtp/session.hpp"

namespace notifyd {
namespace {

using Verdict = client::SmtpResult::Verdict;
using Names = std::vector<std::string>;

class LmtpTest : public testing::Test {
 protected:
  LmtpTest() {
    alice = account("alice@example.org");
    account("bob@example.org");
    listener.start();
  }
  void TearDown() override { listener.stop(std::chrono::seconds(5)); }

  static store::sqlite::EngineOptions options(const base::TemporaryFolder& folder) {
    store::sqlite::EngineOptions wish;
    wish.directory = folder.path() / "store";
    wish.key_file = folder.path() / "key";
    return wish;
  }
  template <class T>
  T wait(net::Task<T> task) {
    std::optional<T> answer;
    net::run_blocking(loops.first(), [&]() -> net::Task<> { answer = co_await std::move(task); });
    return std::move(*answer);
  }
  mail::AccountId account(const std::string& address) {
    return wait(engine.store().put_account({.address = address})).value();
  }
  std::size_t stored(const std::string& mailbox = "INBOX") {
    return wait(engine.store().mailbox(alice, mailbox)).value().mailbox.messages;
  }
  [[nodiscard]] std::string where() const { return "unix:" + (folder.path() / "lmtp").string(); }
  [[nodiscard]] client::SmtpServer server() const {
    return {.host = where(), .lmtp = true, .tls = client::SmtpServer::Tls::never};
  }
  static client::SmtpMail mail_to(const Names& to, const std::string& octets = some_mail) {
    client::SmtpMail mail{.sender = {"boss", "example.com"}, .body = base::Body(octets)};
    for (const auto& address : to)
      mail.recipients.push_back({.address = mail::parse_address(address).value()});
    return mail;
  }
  /// All of a dialog in one packet, then the end of the connection without reading: the answer is lost.
  void send_and_vanish(const std::string& dialog) {
    net::run_blocking(loops.first(), [&]() -> net::Task<> {
      const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
      auto stream = co_await net::connect(where(), 0, deadline);
      net::Connection connection(std::move(stream.value()));
      co_await connection.write(dialog);
      // Until the server has answered the message; what it said counts as never seen.
      for (;;) {
        const auto line = co_await connection.read_line(1000, deadline);
        if (!line || line->starts_with("250 2.0.0 <alice@example.org> taken")) break;
      }
    });
  }

  static constexpr const char* some_mail = "Subject: hi\r\n\r\nhello\r\n";
  base::TemporaryFolder folder;
  base::SystemClock clock;
  store::InProcessBus bus;
  net::Loops loops{2, 2};
  sieve::Engine sieve_engine;
  store::sqlite::SqliteEngine engine{options(folder), clock, bus, loops.pool()};
  filters::Deposit deposit{
      {.store = engine.store(),
       .blobs = engine.blobs(),
       .engine_of = [this](const std::string&) -> const sieve::Engine& { return sieve_engine; },
       .clock = clock,
       .pool = loops.pool()},
      {.sending = {.host = "mx.example"}},
      {}};
  store::smtp::Settings settings{.host = "mx.example", .spool = folder.path()};
  store::smtp::Service service = deposit.service();
  net::Listener listener{loops,
                         {.address = where()},
                         [this](std::unique_ptr<net::Stream> stream) {
                           return store::lmtp::serve(std::move(stream), settings, service, base::Log());
                         },
                         base::Log()};
  mail::AccountId alice;
};

TEST_F(LmtpTest, OurClientDeliversToOurServer) {
  const auto results = wait(client::send(
      server(), nullptr, mail_to({"alice@example.org", "nobody@example.org", "bob@example.org"})));
  ASSERT_EQ(results.size(), 3u);
  EXPECT_EQ(results[0].verdict, Verdict::delivered);
  EXPECT_EQ(results[1].verdict, Verdict::never);
  EXPECT_EQ(results[1].code, 550);
  EXPECT_EQ(results[2].verdict, Verdict::delivered);
  EXPECT_EQ(stored(), 1u);
}

TEST_F(LmtpTest, ALargeMessageWithDotsArrivesAsItWas) {
  std::string octets = "Subject: large\r\n\r\n";
  while (octets.size() < 3'000'000) octets += ".\r\n..dots " + std::to_string(octets.size()) + "\r\n";
  const auto results = wait(client::send(server(), nullptr, mail_to({"alice@example.org"}, octets)));
  EXPECT_EQ(results.at(0).verdict, Verdict::delivered);
  const auto view = wait(engine.store().mailbox(alice, "INBOX")).value();
  const auto messages = wait(engine.store().messages(alice, view.mailbox.id, mail::UidSet::all())).value();
  EXPECT_TRUE(wait(engine.blobs().get(messages.at(0).body, {})).value().view() == octets);
}

TEST_F(LmtpTest, OctetsThatDataCannotCarryArriveByChunk) {
  const auto results = wait(client::send(server(), nullptr, mail_to({"alice@example.org"}, "a: b\n\nx\r")));
  EXPECT_EQ(results.at(0).verdict, Verdict::delivered);
}

constexpr const char* dialog =
    "LHLO client.example\r\nMAIL FROM:<boss@example.com>\r\nRCPT TO:<alice@example.org>\r\nDATA\r\n"
    "Subject: hi\r\n\r\nhello\r\n.\r\n";

TEST_F(LmtpTest, ARetryAfterALostAnswerDoublesNothing) {
  send_and_vanish(dialog);
  send_and_vanish(dialog);
  EXPECT_EQ(stored(), 1u);
}

TEST_F(LmtpTest, AQuitInTheSamePacketIsNoProofThatTheAnswerWasRead) {
  send_and_vanish(dialog + std::string("QUIT\r\n"));
  send_and_vanish(dialog);
  EXPECT_EQ(stored(), 1u);
}

TEST_F(LmtpTest, ADeliberateRepeatAfterQuitIsDeliveredTwice) {
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(wait(client::send(server(), nullptr, mail_to({"alice@example.org"}))).at(0).verdict,
              Verdict::delivered);
  EXPECT_EQ(stored(), 2u);
}

TEST_F(LmtpTest, ADeliberateRepeatOnTheSameConnectionIsDeliveredTwice) {
  net::run_blocking(loops.first(), [&]() -> net::Task<> {
    auto smtp = co_await client::Smtp::open(server(), nullptr);
    for (int i = 0; i < 2; ++i) {
      const auto results = co_await (*smtp)->send(mail_to({"alice@example.org"}));
      EXPECT_EQ(results.at(0).verdict, Verdict::delivered);
    }
  });
  EXPECT_EQ(stored(), 2u);
}

TEST_F(LmtpTest, DeliverIsForPeople) {
  std::ostringstream out;
  std::ostringstream problems;
  DeliverRequest request{
      .to = {"alice@example.org"}, .from = "", .server = where(), .message = "Subject: x\n\nhi\n"};
  EXPECT_EQ(deliver(request, out, problems), 0);
  EXPECT_TRUE(out.str().starts_with("alice@example.org: 250 2.0.0 <alice@example.org> taken, ")) << out.str();
  EXPECT_EQ(stored(), 1u);
  request.to.push_back("nobody@example.org");
  EXPECT_EQ(deliver(request, out, problems), 69);
  EXPECT_TRUE(problems.str().starts_with("nobody@example.org: 550 5.1.1 ")) << problems.str();
}

TEST_F(LmtpTest, DeliverSaysWhatItCannotRead) {
  std::ostringstream out;
  std::ostringstream problems;
  EXPECT_EQ(deliver({.to = {"alice@example.org"}, .server = "nowhere"}, out, problems), 64);
  EXPECT_EQ(deliver({.to = {"a b"}, .server = where()}, out, problems), 64);
  EXPECT_EQ(problems.str(),
            "--server: expected \"unix:/path\" or \"host:port\", found \"nowhere\"\n"
            "--to: this is no address: a b\n");
}

TEST_F(LmtpTest, DeliverTriesLaterWhenNobodyListens) {
  std::ostringstream out;
  std::ostringstream problems;
  const std::string nobody = "unix:" + (folder.path() / "nobody").string();
  EXPECT_EQ(deliver({.to = {"alice@example.org"}, .server = nobody}, out, problems), 75);
}

}  // namespace
}  // namespace notifyd
