// An IMAP server in memory on a real engine in a temporary folder: what dialogs and tests of sessions talk
// to.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/folder.hpp"
#include "base/text.hpp"
#include "net/connection.hpp"
#include "net/group.hpp"
#include "net/loops.hpp"
#include "net/memory_stream.hpp"
#include "store/bus.hpp"
#include "store/engines/sqlite/engine.hpp"
#include "store/imap/session.hpp"
#include "store/presence.hpp"
#include "tests/support/far_stream.hpp"

namespace tests {

/// Everybody's password is "secret". PLAIN in one step; X-FINAL says something last, as SCRAM does.
class OnePassword final : public store::auth::Authenticator {
 public:
  std::map<std::string, store::auth::Identity> known;  ///< by login

  store::Answer<store::auth::Identity> plain(std::string login, std::string password, std::string) override {
    const auto at = known.find(login);
    if (login == "braked") co_return base::fail(base::Errc::try_later, "too many failures, wait");
    if (at == known.end() || password != "secret")
      co_return base::fail(base::Errc::denied, "wrong name or password");
    co_return at->second;
  }
  [[nodiscard]] std::vector<std::string> mechanisms() const override { return {"X-FINAL", "PLAIN"}; }
  [[nodiscard]] std::unique_ptr<store::auth::SaslExchange> start(std::string name, std::string) override {
    if (name != "PLAIN" && name != "X-FINAL") return nullptr;
    return std::make_unique<Exchange>(*this, name == "X-FINAL");
  }

 private:
  class Exchange final : public store::auth::SaslExchange {
   public:
    Exchange(OnePassword& owner, bool final_octets) : owner_(owner), final_octets_(final_octets) {}
    net::Task<store::auth::SaslStep> step(std::optional<base::Octets> response) override {
      if (!response) co_return store::auth::Challenge{};
      const auto fields = base::text::split(*response, '\0');
      if (fields.size() != 3) co_return base::fail(base::Errc::syntax, "not a PLAIN response");
      std::string login(fields[1]);
      std::string password(fields[2]);
      auto identity = co_await owner_.plain(std::move(login), std::move(password), "");
      if (!identity) co_return identity.error();
      store::auth::Done done{.identity = std::move(*identity)};
      if (final_octets_) done.final_octets = "v=proof";
      co_return done;
    }

   private:
    OnePassword& owner_;
    bool final_octets_;
  };
};

/// All of it belongs to one loop, but for the engine's threads. Coroutines of it run there.
class World {
 public:
  World() { services.limits.message_octets = 200'000; }
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  ~World() { loops.stop(); }

  void run(std::function<net::Task<>()> task) { net::run_blocking(loops.first(), std::move(task)); }

  /// A client's end; the server's end is served by a session.
  std::unique_ptr<net::Connection> connect(bool from_afar = false) {
    auto [client, server] = net::memory_streams(loops.first());
    if (from_afar) server = std::make_unique<FarStream>(std::move(server));
    last_server = server.get();
    sessions.start(store::imap::serve(std::move(server), services, store::imap::Tls::by_command));
    return std::make_unique<net::Connection>(std::move(client));
  }

  /// Makes the account NAME@example.org; logs in as NAME.
  net::Task<> add_account(std::string name) {
    const auto made = co_await engine.store().put_account({.address = name + "@example.org"});
    authenticator.known[name] = {.account = made.value(), .address = name + "@example.org"};
  }

  net::Task<> deliver(std::string name, std::string mailbox, std::string octets) {
    const auto size = octets.size();
    const auto body = co_await engine.blobs().put(base::Body(std::move(octets)));
    store::Deliver delivery{.account = authenticator.known.at(name).account, .body = body.value()};
    delivery.body_size = size;
    delivery.received = clock.now();
    delivery.targets.push_back({.mailbox = std::move(mailbox), .create = true});
    const auto delivered = co_await engine.store().deliver(std::move(delivery));
    if (!delivered) throw std::runtime_error("not delivered: " + delivered.error().text);
  }

  base::TemporaryFolder folder;
  base::ManualClock clock{base::from_microseconds(1'795'521'600'000'000)};  // 24 Nov 2026 12:00 UTC
  net::Loops loops{1, 2};
  store::InProcessBus bus;
  store::sqlite::SqliteEngine engine{
      {.directory = folder.path() / "store", .key_file = folder.path() / "key"}, clock, bus, loops.pool()};
  std::unique_ptr<store::Presence> presence = store::make_presence(clock);
  OnePassword authenticator;
  store::imap::Services services{.store = engine.store(),
                                 .blobs = engine.blobs(),
                                 .bus = bus,
                                 .presence = *presence,
                                 .authenticator = authenticator,
                                 .clock = clock,
                                 .pool = loops.pool(),
                                 .spool = folder.path(),
                                 .imapsieve = [](const auto&) { return "sieve://sieve.example.org"; }};
  std::vector<std::string> failures;  ///< exceptions that left a session
  net::Group sessions{loops.first(),
                      [this](const std::exception_ptr&) { failures.emplace_back("a session threw"); }};
  net::Stream* last_server = nullptr;
};

}  // namespace tests
