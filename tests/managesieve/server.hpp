// What the tests of ManageSieve share: a server in memory, and a client that speaks its text.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "managesieve/session.hpp"
#include "net/connection.hpp"
#include "net/memory_stream.hpp"
#include "store/auth/logins.hpp"
#include "store/auth/own_passwords.hpp"
#include "store/auth/set_password.hpp"
#include "tests/support/account_store.hpp"
#include "tests/support/far_stream.hpp"

namespace managesieve {

using namespace std::chrono_literals;

/// alice@example.org with the password "secret", and an engine that knows three words.
class ServerTest : public testing::Test {
 protected:
  using Script = std::function<net::Task<>(net::Connection&)>;

  void SetUp() override {
    run([&]() -> net::Task<> {
      alice = (co_await accounts.put_account({.address = "alice@example.org"})).value();
      const auto set =
          co_await store::auth::set_password(accounts, loops.pool(), {.account = alice}, "secret");
      EXPECT_TRUE(set);
    });
  }
  void run(std::function<net::Task<>()> task) { net::run_blocking(loops.first(), std::move(task)); }
  static net::Deadline soon() { return std::chrono::steady_clock::now() + 10s; }

  /// "bad" makes a script invalid, "odd" draws a warning, "throw" breaks the machine.
  static CheckResult check(std::string_view script, const store::auth::Identity& /*who*/) {
    if (script.find("throw") != std::string_view::npos) throw std::runtime_error("broken");
    if (script.find("bad") != std::string_view::npos)
      return {.valid = false, .text = "line 1: bad\nline 2: worse"};
    return {.valid = true, .text = script.find("odd") != std::string_view::npos ? "line 3: odd" : ""};
  }
  static Abilities abilities(const std::optional<store::auth::Identity>& who) {
    // A tapped account has no fileinto (section 1.7: capabilities may change by login).
    return {.extensions = who ? std::vector<std::string>{"enotify", "copy"}
                              : std::vector<std::string>{"fileinto", "enotify", "copy"},
            .notify_methods = {"mailto", "device"},
            .list_schemes = {"tag", "urn"},
            .max_redirects = 4};
  }

  /// A session beside a client that runs `script`.
  void with_client(const Script& script) {
    auto [ours, theirs] = net::memory_streams(loops.first());
    std::unique_ptr<net::Stream> stream = std::move(ours);
    if (far) stream = std::make_unique<tests::FarStream>(std::move(stream));
    std::jthread server([&] {
      auto serving = [&]() { return serve(std::move(stream), service, base::Log()); };
      net::run_blocking(loops.first(), serving);
    });
    run([&]() -> net::Task<> {
      net::Connection client(std::move(theirs));  // goes on its loop, as the server's does
      co_await script(client);
    });
  }

  /// All that the server says to `octets` and a LOGOUT behind them, without greeting and farewell.
  std::string answers(const std::string& octets) {
    std::string said;
    with_client([&](net::Connection& client) -> net::Task<> {
      co_await client.write(octets + "LOGOUT\r\n");
      for (;;) {
        const auto some = co_await client.read_some(65536, soon());
        if (!some) break;
        said += *some;
      }
    });
    const std::string farewell = "OK \"bye\"\r\n";
    if (said.ends_with(farewell)) said.resize(said.size() - farewell.size());
    const std::string end_of_greeting = "OK \"ready\"\r\n";
    const std::size_t at = said.find(end_of_greeting);
    greeting = said.substr(0, at);
    return at == std::string::npos ? said : said.substr(at + end_of_greeting.size());
  }
  /// The same after a login, whose reply is cut off too.
  std::string answers_to_alice(const std::string& octets) {
    const std::string login = "AUTHENTICATE \"PLAIN\" \"" +
                              base::text::base64(std::string("\0alice@example.org\0secret", 25)) + "\"\r\n";
    const std::string said = answers(login + octets);
    const std::string welcome = "OK \"logged in\"\r\n";
    EXPECT_TRUE(said.starts_with(welcome)) << said;
    return said.substr(std::min(said.size(), welcome.size()));
  }
  std::string text_of(const std::string& name) {
    std::string text = "(none)";
    run([&]() -> net::Task<> {
      const auto script = co_await accounts.script(alice, name);
      if (script) text = script->text;
    });
    return text;
  }

  net::Loops loops{1, 1};
  base::ManualClock clock{base::from_microseconds(1'800'000'000'000'000)};
  store::AccountStore accounts;
  mail::AccountId alice;
  store::auth::OwnPasswords own{accounts, loops.pool(), clock, "made up"};
  store::auth::Brake brake{clock};
  store::auth::Logins logins{accounts, {&own}, brake, "made up", base::Log()};
  Service service{.store = accounts,
                  .authenticator = logins,
                  .check_lane =
                      [this](std::string_view address) {
                        checked_for.emplace_back(address);
                        return loops.pool();
                      },
                  .abilities = abilities,
                  .check = check,
                  .tls = nullptr,
                  .implementation = "test",
                  .limits = {}};
  bool far = false;
  std::vector<std::string> checked_for;  ///< addresses
  std::string greeting;
};

}  // namespace managesieve
