// Taps under test: the real store on tmpfs, a foreign server in memory, and words for both.
#pragma once

#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/folder.hpp"
#include "notifyd/tap/taps.hpp"
#include "store/bus.hpp"
#include "store/engines/sqlite/engine.hpp"
#include "tests/notifyd/tap/foreign_server.hpp"
#include "tests/support/happenings.hpp"
#include "tests/support/turnable_clock.hpp"
#include "wire/imap/search.hpp"

namespace notifyd::tap {

class TapTest : public testing::Test {
 protected:
  TapTest() {
    base::write_file(folder.path() / "password", "secret\n");
    settings.password_file = folder.path() / "password";
    open_store();
  }
  void TearDown() override {
    stop();
    on_loop([this] { server.hang_up(); });
    net::run_blocking(loops.first(), [this] { return server.ended(); });
  }

  void open_store() {
    engine.reset();
    store::sqlite::EngineOptions options{.directory = folder.path() / "store",
                                         .key_file = folder.path() / "key"};
    engine = std::make_unique<store::sqlite::SqliteEngine>(std::move(options), clock, bus, loops.pool());
  }
  template <class T>
  T wait(net::Task<T> task) {
    std::optional<T> answer;
    net::run_blocking(loops.first(), [&]() -> net::Task<> { answer = co_await std::move(task); });
    return std::move(*answer);
  }
  void on_loop(std::function<void()> what) {
    auto act = [&]() -> net::Task<> {
      what();
      co_return;
    };
    net::run_blocking(loops.first(), act);
  }

  void start() {
    Surroundings around{
        .store = engine->store(),
        .blobs = engine->blobs(),
        .clock = clock,
        .engine_of = [this](const std::string&) -> const sieve::Engine& { return sieve; },
        .metrics = metrics,
        .pool = loops.pool(),
        .parse_filter = [](const std::string& text) { return wire::imap::parse_search(text); },
        .leased = {},
        .online = {},
        .chance = [] { return 0.5; },
        .a_day = a_day,
        .items = items,
        .open =
            [this](client::ImapServer to, net::TlsContext*) {
              to.tls = client::ImapServer::Tls::never;
              return server.open(std::move(to));
            },
        .retry = retry};
    taps = std::make_unique<Taps>(loops.first(), std::move(around), std::vector{settings}, base::Log());
    running = net::run_beside(loops.first(), [this] { return taps->run(); });
  }
  void stop() {
    if (!running.valid()) return;
    taps->stop();
    running.get();
  }
  /// What a `kill -9` leaves: the store as committed.
  void restart() {
    stop();
    taps.reset();
    open_store();
    start();
  }

  std::uint32_t append(const std::string& subject, const std::string& body = "The text.") {
    std::uint32_t uid = 0;
    on_loop([&] {
      uid = server.append("From: Bob <b@example.net>\r\nSubject: " + subject + "\r\n\r\n" + body + "\r\n");
    });
    return uid;
  }
  /// The client is in IDLE for the `count`th time: it has caught up with all that was there.
  [[nodiscard]] bool idles(int count) {
    return happenings.until([&] { return server.idles >= count; });
  }
  [[nodiscard]] mail::AccountId alice() {
    return wait(engine->store().account_by_address("alice@example.org")).value().id;
  }
  void make_alice() { EXPECT_TRUE(wait(engine->store().put_account({.address = "alice@example.org"}))); }
  void script(const std::string& text) {
    using Kind = store::ScriptChange::Kind;
    const auto id = alice();
    EXPECT_TRUE(wait(engine->store().put_script(id, {.kind = Kind::put, .name = "main", .text = text}, {})));
    EXPECT_TRUE(wait(engine->store().put_script(id, {.kind = Kind::activate, .name = "main"}, {})));
  }
  void device(store::Device made) {
    made.account = alice();
    made.channel = store::Channel{
        .kind = "webhook", .address = "https://push.example/", .secret = "whsec_x", .extra = ""};
    EXPECT_TRUE(wait(engine->store().put_device(std::move(made))));
  }
  /// Uids of all events, in the order in which they were entered.
  [[nodiscard]] std::vector<std::uint32_t> told() {
    std::vector<std::uint32_t> uids;
    for (const auto& event : wait(engine->store().changes(alice(), mail::ModSeq{}, 1000)).value().events)
      if (event.name == mail::EventName::message_new) uids.push_back(event.uids.ranges().front().first.value);
    return uids;
  }
  [[nodiscard]] std::vector<store::EventItem> rows() {
    std::vector<store::EventItem> found;
    for (auto& item : wait(engine->outbox().claim(100, std::chrono::seconds(60))).value())
      found.push_back(std::get<store::EventItem>(std::move(item.payload)));
    return found;
  }
  [[nodiscard]] std::string octets(const store::EventItem& row) {
    return std::string(wait(engine->blobs().get(row.body, {})).value().view());
  }
  [[nodiscard]] store::Cursor cursor() {
    return wait(engine->store().cursor(alice(), "INBOX")).value().value_or(store::Cursor{});
  }

  base::TemporaryFolder folder;
  tests::TurnableClock clock;
  store::InProcessBus bus;
  net::Loops loops{1, 2};
  tests::Happenings happenings;
  tests::ForeignServer server{loops.first(), happenings};
  sieve::Engine sieve;
  filters::DailyLimitsOf a_day = filters::no_daily_limits;
  sieve::Environment::Items items;
  base::Metrics metrics;
  std::unique_ptr<store::sqlite::SqliteEngine> engine;
  TapSettings settings{
      .name = "there", .host = "localhost", .tls = "never", .accounts = {"Alice@example.org"}};
  dispatch::Backoff retry{.first = std::chrono::milliseconds(1), .longest = std::chrono::milliseconds(2)};
  std::unique_ptr<Taps> taps;
  std::future<void> running;
};

}  // namespace notifyd::tap
