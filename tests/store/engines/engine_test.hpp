// What every test of an engine has at hand: an open store on tmpfs, a loop, and words to deliver and to look.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/body.hpp"
#include "base/folder.hpp"
#include "mail/event.hpp"
#include "net/loops.hpp"
#include "store/blobs.hpp"
#include "store/bus.hpp"
#include "store/outbox.hpp"
#include "store/store.hpp"
#include "tests/support/turnable_clock.hpp"

namespace tests {

/// What a test wants of an engine; the same for all of them.
struct Wish {
  std::filesystem::path directory;
  bool runs_notifier = false;
  std::function<bool()> has_room = [] { return true; };
  std::function<std::optional<base::Error>(std::string_view)> fault;
};

/// An engine behind the seam, as the suite sees it.
class OpenEngine {
 public:
  virtual ~OpenEngine() = default;
  virtual store::Store& store() = 0;
  virtual store::Outbox& outbox() = 0;
  virtual store::BlobStore& blobs() = 0;
  /// A sentence for each invariant that does not hold.
  virtual std::vector<std::string> check() = 0;
};

using OpensEngine = std::unique_ptr<OpenEngine> (*)(const Wish&, const base::Clock&, store::EventBus&,
                                                    boost::asio::any_io_executor pool);

/// One row of store/engines.def.
struct EngineRow {
  const char* name;
  OpensEngine open;
};
std::vector<EngineRow> all_engines();

class EngineTest : public testing::TestWithParam<EngineRow> {
 protected:
  void SetUp() override { open(); }
  /// Whatever a test did, the store must be sound after it.
  void TearDown() override {
    if (engine) EXPECT_EQ(engine->check(), std::vector<std::string>{});
    engine.reset();
  }

  void open() {
    engine.reset();
    wish.directory = folder.path() / "store";
    engine = GetParam().open(wish, clock, bus, loops.pool());
  }

  /// Waits for `task` on a loop.
  template <class T>
  T wait(net::Task<T> task) {
    std::optional<T> answer;
    net::run_blocking(loops.first(), [&]() -> net::Task<> { answer = co_await std::move(task); });
    return std::move(*answer);
  }
  void wait(net::Task<> task) {
    net::run_blocking(loops.first(), [&]() -> net::Task<> { co_await std::move(task); });
  }

  mail::AccountId account(const std::string& address, base::ByteCount quota = 0) {
    return wait(engine->store().put_account({.address = address, .quota = quota})).value();
  }
  store::BlobRef body(std::string octets) {
    return wait(engine->blobs().put(base::Body(std::move(octets)))).value();
  }
  /// A delivery of `octets` to INBOX.
  store::Deliver mail_for(mail::AccountId to, std::string octets, std::string key = "") {
    store::Deliver delivery{.account = to, .dedup_key = std::move(key)};
    delivery.targets.push_back({.mailbox = "INBOX"});
    delivery.body_size = octets.size();
    delivery.body = body(std::move(octets));
    delivery.prefix = "Return-Path: <a@example.org>\r\n";
    delivery.received = clock.now();
    delivery.log_id = "log-1";
    return delivery;
  }
  base::Result<store::Delivered> deliver(store::Deliver delivery) {
    return wait(engine->store().deliver(std::move(delivery)));
  }
  base::Result<store::Changed> mutate(mail::AccountId who, store::Mutation mutation) {
    return wait(engine->store().mutate(who, std::move(mutation), "session-1"));
  }
  store::Mailbox mailbox(mail::AccountId who, const std::string& name) {
    return wait(engine->store().mailbox(who, name)).value().mailbox;
  }
  std::vector<store::Message> messages(mail::AccountId who, const std::string& name) {
    return wait(engine->store().messages(who, mailbox(who, name).id, mail::UidSet::all())).value();
  }
  std::vector<mail::Event> events(mail::AccountId who, std::uint64_t since = 0) {
    return wait(engine->store().changes(who, mail::ModSeq{since}, 100'000)).value().events;
  }
  std::string octets(const store::BlobRef& ref, store::Range range = {}) {
    return std::string(wait(engine->blobs().get(ref, range)).value().view());
  }
  /// A device that is pushed to for `mask`.
  mail::DeviceId device(mail::AccountId who, const std::string& name,
                        mail::EventMask mask = mail::mask_of(mail::EventName::message_new)) {
    store::Device device{.account = who, .name = name};
    device.channel = store::Channel{"webhook", "https://push.example/" + name, "whsec_1", ""};
    device.subscription.events = mask;
    return wait(engine->store().put_device(device)).value();
  }
  std::vector<store::Item> claim(std::size_t max = 100,
                                 std::chrono::milliseconds lease = std::chrono::seconds(30)) {
    return wait(engine->outbox().claim(max, lease)).value();
  }
  std::size_t settle(std::vector<store::Settled> settled) {
    return wait(engine->outbox().settle(std::move(settled))).value();
  }

  base::TemporaryFolder folder;
  TurnableClock clock;
  store::InProcessBus bus;
  net::Loops loops{2, 2};
  Wish wish;
  std::unique_ptr<OpenEngine> engine;
};

}  // namespace tests

#define NOTIFYD_FOR_EACH_ENGINE(suite)                                              \
  INSTANTIATE_TEST_SUITE_P(Engines, suite, testing::ValuesIn(tests::all_engines()), \
                           [](const auto& row) { return std::string(row.param.name); })
