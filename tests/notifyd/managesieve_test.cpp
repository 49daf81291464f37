// Our ManageSieve client and server against each other (RFC 5804).

#include "client/managesieve.hpp"

#include "tests/managesieve/server.hpp"

namespace managesieve {
namespace {

using base::Errc;
using client::ManageSieve;

class ClientAndServerTest : public ServerTest {
 protected:
  using Talk = std::function<net::Task<>(ManageSieve&)>;

  void with_session(const Talk& talk) {
    auto [ours, theirs] = net::memory_streams(loops.first());
    std::unique_ptr<net::Stream> stream = std::move(ours);
    std::jthread server([&] {
      net::run_blocking(loops.first(), [&]() { return serve(std::move(stream), service, base::Log()); });
    });
    run([&]() -> net::Task<> {
      std::unique_ptr<net::Stream> end = std::move(theirs);
      if (far) end = std::make_unique<tests::FarStream>(std::move(end));
      ManageSieve session(std::move(end), {.host = "localhost", .tls_required = false, .patience = 10s});
      const auto greeted = co_await session.greet();
      EXPECT_TRUE(greeted);
      co_await talk(session);
      co_await session.log_out();
    });
  }
  static net::Task<> log_in(ManageSieve& session) {
    const auto in = co_await session.log_in({.login = "alice@example.org", .password = "secret"});
    EXPECT_TRUE(in) << (in ? "" : in.error().text);
  }
};

TEST_F(ClientAndServerTest, LogsInByScramEvenWhereNothingProtectsTheConnection) {
  far = true;
  with_session([](ManageSieve& session) -> net::Task<> {
    co_await log_in(session);
    EXPECT_EQ(session.capability("OWNER"), "alice@example.org");
    EXPECT_EQ(session.capability("SIEVE"), "enotify copy");
  });
}

TEST_F(ClientAndServerTest, ShowsNoPasswordToTheNetwork) {
  store::auth::Logins plain_only{accounts, {}, brake, "made up", base::Log()};
  Service weak{.store = accounts,
               .authenticator = plain_only,
               .pool = loops.pool(),
               .abilities = abilities,
               .check = check,
               .tls = nullptr,
               .implementation = "weak",
               .limits = {}};
  far = true;
  auto [ours, theirs] = net::memory_streams(loops.first());
  std::unique_ptr<net::Stream> stream = std::move(ours);
  std::jthread server([&] {
    net::run_blocking(loops.first(), [&]() { return serve(std::move(stream), weak, base::Log()); });
  });
  run([&]() -> net::Task<> {
    ManageSieve session(std::make_unique<tests::FarStream>(std::move(theirs)),
                        {.host = "localhost", .patience = 10s});
    const auto greeted = co_await session.greet();
    EXPECT_TRUE(greeted);
    EXPECT_EQ(session.capability("SASL"), "PLAIN");  // it thinks of loopback and offers it; to us it is far
    const auto refused = co_await session.log_in({.login = "alice@example.org", .password = "secret"});
    EXPECT_EQ(refused.error().code, Errc::denied);
    co_await session.log_out();
  });
}

TEST_F(ClientAndServerTest, RefusesAWrongPassword) {
  with_session([](ManageSieve& session) -> net::Task<> {
    const auto in = co_await session.log_in({.login = "alice@example.org", .password = "wrong"});
    EXPECT_EQ(in.error().code, Errc::denied);
    EXPECT_EQ(in.error().text, "wrong user name or password");
    co_await log_in(session);
  });
}

TEST_F(ClientAndServerTest, DoesAllThatAPersonDoesWithScripts) {
  with_session([](ManageSieve& session) -> net::Task<> {
    co_await log_in(session);
    const auto put = co_await session.put_script("main", "keep;\r\n");
    EXPECT_EQ(put.value(), "");
    const auto odd = co_await session.put_script("odd one", "odd");
    EXPECT_EQ(odd.value(), "line 3: odd");
    const auto active = co_await session.set_active("main");
    EXPECT_TRUE(active);
    const auto renamed = co_await session.rename_script("odd one", "quo\"te");
    EXPECT_TRUE(renamed);
    const auto scripts = co_await session.list_scripts();
    EXPECT_EQ(scripts->size(), 2u);
    EXPECT_TRUE(scripts->at(0).active);
    EXPECT_EQ(scripts->at(1).name, "quo\"te");
    const auto text = co_await session.get_script("main");
    EXPECT_EQ(text.value(), "keep;\r\n");
    const auto space = co_await session.have_space("x", 100);
    EXPECT_TRUE(space);
    const auto gone = co_await session.delete_script("quo\"te");
    EXPECT_TRUE(gone);
  });
}

TEST_F(ClientAndServerTest, HearsWhatIsWrong) {
  with_session([](ManageSieve& session) -> net::Task<> {
    co_await log_in(session);
    const auto invalid = co_await session.put_script("main", "bad");
    EXPECT_EQ(invalid.error().code, Errc::syntax);
    EXPECT_EQ(invalid.error().text, "line 1: bad\r\nline 2: worse");
    const auto checked = co_await session.check_script("bad");
    EXPECT_EQ(checked.error().code, Errc::syntax);
    const auto absent = co_await session.get_script("absent");
    EXPECT_EQ(absent.error().code, Errc::not_found);
    const auto space = co_await session.have_space("main", 4'000'000'000);
    EXPECT_EQ(space.error().code, Errc::over_quota);
  });
}

}  // namespace
}  // namespace managesieve
