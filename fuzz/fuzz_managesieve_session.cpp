// Fuzzes managesieve: a session before and after login, on accounts in memory.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "fuzz/one_client.hpp"
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
                                     .check_lane = [&](std::string_view) { return loop.get_executor(); },
                                     .abilities = abilities,
                                     .check = check,
                                     .tls = nullptr,
                                     .implementation = "fuzzed",
                                     .limits = {.string_octets = 500, .script_octets = 1000}};
  auto [client, ours] = net::memory_streams(loop.get_executor());
  fuzz::converse(loop, managesieve::serve(std::move(ours), service, base::Log()), *client, std::move(said));
  return 0;
}
