// The ManageSieve client against servers that misbehave; tests/notifyd holds it against our own.

#include "client/managesieve.hpp"

#include <array>
#include <chrono>
#include <functional>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "net/all.hpp"
#include "net/loops.hpp"
#include "net/memory_stream.hpp"

namespace client {
namespace {

using namespace std::chrono_literals;
using base::Errc;

class ManageSieveClientTest : public testing::Test {
 protected:
  /// A client whose server has said `script` already, whatever is asked.
  void with_server(const std::string& script, const std::function<net::Task<>(ManageSieve&)>& talk) {
    net::run_blocking(loops.first(), [&]() -> net::Task<> {
      auto [ours, theirs] = net::memory_streams(loops.first());
      const auto said = co_await theirs->write(script);
      EXPECT_TRUE(said);
      ManageSieve session(std::move(ours), {.host = "localhost", .patience = 5s});
      server = theirs.get();
      co_await talk(session);
    });
  }
  Errc list_scripts_after(const std::string& script) {
    Errc code = Errc::conflict;
    with_server(script, [&](ManageSieve& session) -> net::Task<> {
      const auto ask = [&]() -> net::Task<> {
        const auto answer = co_await session.list_scripts();
        EXPECT_FALSE(answer);
        if (!answer) code = answer.error().code;
      };
      std::vector<net::Task<>> both;
      both.push_back(ask());
      both.push_back(hang_up_after_command());
      co_await net::all(std::move(both));
    });
    return code;
  }

  net::Loops loops{1, 1};
  net::Stream* server = nullptr;  ///< the other end, while with_server() runs

 private:
  /// Not before: what is written to an end whose peer has closed fails.
  net::Task<> hang_up_after_command() {
    std::array<char, 100> command{};
    const auto got = co_await server->read(command, std::chrono::steady_clock::now() + 5s);
    EXPECT_TRUE(got);
    server->close();
  }
};

TEST_F(ManageSieveClientTest, ReadsNamesAsLiteralsAndInAnyCase) {
  with_server("\"summer\"\r\n{13}\r\nclever\"script\r\n\"main\" active\r\nok\r\n",
              [](ManageSieve& session) -> net::Task<> {
                const auto scripts = co_await session.list_scripts();
                EXPECT_EQ(scripts->size(), 3u);
                EXPECT_EQ(scripts->at(1).name, "clever\"script");
                EXPECT_TRUE(scripts->at(2).active);
                EXPECT_FALSE(scripts->at(0).active);
              });
}

TEST_F(ManageSieveClientTest, TurnsCodesIntoErrors) {
  EXPECT_EQ(list_scripts_after("NO (NONEXISTENT) \"none\"\r\n"), Errc::not_found);
  EXPECT_EQ(list_scripts_after("NO (QUOTA/MAXSIZE)\r\n"), Errc::over_quota);
  EXPECT_EQ(list_scripts_after("NO (TRYLATER) \"busy\"\r\n"), Errc::try_later);
  EXPECT_EQ(list_scripts_after("NO\r\n"), Errc::denied);
  EXPECT_EQ(list_scripts_after("BYE \"enough\"\r\n"), Errc::gone);
}

TEST_F(ManageSieveClientTest, SurvivesGarbage) {
  EXPECT_EQ(list_scripts_after(""), Errc::gone);
  EXPECT_EQ(list_scripts_after("\"unfinished\r\n"), Errc::syntax);
  EXPECT_EQ(list_scripts_after("{4000000000}\r\n"), Errc::too_large);
  EXPECT_EQ(list_scripts_after("220 mail.example.org ESMTP\r\n"), Errc::gone);
}

TEST_F(ManageSieveClientTest, BelievesNoSuccessThatScramHasNotProved) {
  with_server("\"SASL\" \"SCRAM-SHA-256\"\r\nOK\r\nOK \"welcome\"\r\n",
              [](ManageSieve& session) -> net::Task<> {
                const auto greeted = co_await session.greet();
                EXPECT_TRUE(greeted);
                const auto answer = co_await session.log_in({.login = "a", .password = "b"});
                EXPECT_EQ(answer.error().code, Errc::denied);
                EXPECT_EQ(answer.error().text, "the server broke off the SASL exchange");
              });
}

TEST_F(ManageSieveClientTest, LogsInNowhereWithoutAMechanism) {
  with_server("\"SASL\" \"GSSAPI\"\r\nOK\r\n", [](ManageSieve& session) -> net::Task<> {
    const auto greeted = co_await session.greet();
    EXPECT_TRUE(greeted);
    const auto answer = co_await session.log_in({.login = "a", .password = "b"});
    EXPECT_EQ(answer.error().code, Errc::denied);
  });
}

}  // namespace
}  // namespace client
