// Fuzzes managesieve: a session before and after login, on accounts in memory.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "managesieve/session.hpp"
#include "net/memory_stream.hpp"
#include "tests/support/account_store.hpp"

namespace {

/// Everybody is the account; no PBKDF2 in the way.
class Anybody final : public store::auth::Authenticator {
 public:
  store::Answer<store::auth::Identity> plain(std::string, std::string, std::string) override {
    co_return store::auth::Identity{.account = {1}, .address = "alice@example.org"};
  }
  [[nodiscard]] std::vector<std::string> mechanisms() const override { return {"PLAIN"}; }
  [[nodiscard]] std::unique_ptr<store::auth::SaslExchange> start(std::string, std::string) override {
    return std::make_unique<Exchange>();
  }

 private:
  class Exchange final : public store::auth::SaslExchange {
   public:
    net::Task<store::auth::SaslStep> step(std::optional<base::Octets> response) override {
      if (!response) co_return store::auth::Challenge{};
      if (response->size() % 7 == 6) co_return base::fail(base::Errc::denied, "no");
      co_return store::auth::Done{.identity = {.account = {1}, .address = "alice@example.org"},
                                  .final_octets = {}};
    }
  };
};

managesieve::CheckResult check(std::string_view script, const store::auth::Identity& /*who*/) {
  return {.valid = script.size() % 3 != 0, .text = std::string(script.substr(0, 100))};
}

managesieve::Abilities abilities(const std::optional<store::auth::Identity>& /*who*/) {
  return {.extensions = {"fileinto"}, .notify_methods = {"mailto"}, .max_redirects = 4};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
  std::string said(reinterpret_cast<const char*>(octets), size);
  if (said.empty()) return 0;
  if (said[0] % 2 == 1) said = "AUTHENTICATE \"PLAIN\" \"YQ==\"\r\n" + said.substr(1);
  boost::asio::io_context loop;
  store::AccountStore accounts;
  Anybody anybody;
  const managesieve::Service service{.store = accounts,
                                     .authenticator = anybody,
                                     .pool = loop.get_executor(),
                                     .abilities = abilities,
                                     .check = check,
                                     .tls = nullptr,
                                     .implementation = "fuzzed",
                                     .limits = {.string_octets = 500, .script_octets = 1000}};
  auto [client, ours] = net::memory_streams(loop.get_executor());
  bool failed = false;
  boost::asio::co_spawn(loop, managesieve::serve(std::move(ours), service, base::Log()),
                        [&](const std::exception_ptr& failure) { failed = failure != nullptr; });
  // A client that says all it has and closes: every wait of the session ends.
  boost::asio::co_spawn(
      loop,
      [](net::Stream& stream, std::string text) -> net::Task<> {
        const auto written = co_await stream.write(std::move(text));
        static_cast<void>(written);
        stream.close();
      }(*client, std::move(said)),
      [](const std::exception_ptr&) {});
  loop.run();
  if (failed) std::abort();
  return 0;
}
