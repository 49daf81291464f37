// Mails and pushes side by side.

#include <mutex>
#include <set>
#include <stdexcept>

#include "tests/notifyd/dispatch/fixture.hpp"

namespace notifyd::dispatch {
namespace {

class MailTest : public NotifierTest {
 protected:
  /// A relay that takes a mail and keeps it.
  MailTest() {
    relay = [this](store::Item item) -> net::Task<store::Settled> {
      ++taken;
      happenings.tell();
      while (stuck)
        co_await net::sleep_until(std::chrono::steady_clock::now() + std::chrono::milliseconds(5));
      co_return store::Settled{.ticket = item.ticket};
    };
  }
  void TearDown() override {
    stuck = false;
    NotifierTest::TearDown();
  }
  void redirect(std::size_t times) {
    store::Deliver delivery{.account = alice};
    delivery.received = clock.now();
    delivery.tell = false;
    for (std::size_t i = 0; i < times; ++i)
      delivery.outgoing.push_back(
          {.recipient = {"kim", "example.com"}, .prefix = "x", .carries_body = false});
    auto delivered = wait(engine.store().deliver(std::move(delivery))).value();
    notifier->offer(std::move(delivered.leased));
  }
  /// A script runs at each append from now on.
  void annotate(mail::AccountId who) {
    const auto inbox = wait(engine.store().mailbox(who, "INBOX")).value().mailbox.id;
    ASSERT_TRUE(wait(engine.store().put_script(who, {.name = "main", .text = "keep;"}, {})));
    ASSERT_TRUE(wait(
        engine.store().mutate(who, store::SetMetadata{inbox, {{"/shared/imapsieve/script", "main"}}}, "")));
  }
  void append(mail::AccountId who) {
    auto body = wait(engine.blobs().put(base::Body(std::string("x")))).value();
    auto changed =
        wait(engine.store().mutate(who, store::Append{.mailbox = "INBOX", .body = std::move(body)}, ""));
    notifier->offer(std::move(changed.value().leased));
  }
  std::atomic<bool> stuck{true};
  std::atomic<std::size_t> taken{0};
};

TEST_F(MailTest, ThatNobodyTakesLeaveRoomForPushes) {
  settings.capacity = 64;
  settings.way_line = 40;
  device("phone");
  start();
  redirect(100);
  ASSERT_TRUE(happenings.until([&] { return taken == 32; }));
  EXPECT_TRUE(happenings.until([&] { return stats().later >= 60; }))
      << "those beyond the line are rows again";
  for (const auto& mail : wait(engine.outbox().mails(INT64_MAX, 1000)).value())
    EXPECT_EQ(mail.failures, 0U) << "nothing was tried";
  deliver();
  EXPECT_TRUE(pushed("phone", 1));
  EXPECT_EQ(taken, 32U);
}

TEST_F(MailTest, ThatAlwaysMakesTheRelayFailIsGivenUpInTheEnd) {
  relay = [](const store::Item&) -> net::Task<store::Settled> { throw std::runtime_error("a bug"); };
  start();
  redirect(1);
  ASSERT_TRUE(settled(1));
  EXPECT_EQ(stats().later, 1U);
  pass(std::chrono::hours(5 * 24));
  ASSERT_TRUE(settled(2));
  ASSERT_EQ(dead_letters().size(), 1U);
  EXPECT_EQ(dead_letters()[0].reason, "the server failed at it");
}

TEST_F(MailTest, ForAProgramDoesNotWaitForThem) {
  pipe = [](store::Item item) -> net::Task<store::Settled> {
    co_return store::Settled{.ticket = item.ticket};
  };
  start();
  redirect(40);
  ASSERT_TRUE(happenings.until([&] { return taken == 32; }));
  store::Deliver delivery{.account = alice};
  delivery.received = clock.now();
  delivery.body = wait(engine.blobs().put(base::Body(std::string("x")))).value();
  delivery.pipes.push_back({.program = "archive"});
  auto delivered = wait(engine.store().deliver(std::move(delivery))).value();
  notifier->offer(std::move(delivered.leased));
  EXPECT_TRUE(settled(1));
}

TEST_F(MailTest, ScriptsOfAnAccountRunInTurnAndKeepNobodyFromHis) {
  struct Run {
    mail::AccountId account;
    mail::ModSeq modseq;
  };
  std::mutex mutex;
  std::vector<Run> begun;
  std::set<mail::AccountId> running_now;
  script = [&](store::Item item) -> net::Task<store::Settled> {
    {
      const std::lock_guard lock(mutex);
      EXPECT_TRUE(running_now.insert(item.account).second) << "two at once";
      begun.push_back({item.account, std::get<store::ScriptItem>(item.payload).modseq});
    }
    while (stuck && item.account == alice)
      co_await net::sleep_until(std::chrono::steady_clock::now() + std::chrono::milliseconds(5));
    const std::lock_guard lock(mutex);
    running_now.erase(item.account);
    co_return store::Settled{.ticket = item.ticket};
  };
  start();
  const auto bob = wait(engine.store().put_account({.address = "bob@example.org"})).value();
  annotate(alice);
  annotate(bob);
  for (int i = 0; i < 10; ++i) append(alice);
  append(bob);
  append(bob);
  EXPECT_TRUE(settled(2)) << "bob's";
  stuck = false;
  EXPECT_TRUE(settled(12));
  std::uint64_t before = 0;
  for (const Run& run : begun) {
    if (run.account != alice) continue;
    EXPECT_GT(run.modseq.value, before) << "in their order";
    before = run.modseq.value;
  }
}

TEST_F(MailTest, ScriptsThatWaitLeaveRoomForPushes) {
  settings.capacity = 50;
  settings.way_line = 40;
  script = [&](store::Item item) -> net::Task<store::Settled> {
    while (stuck) co_await net::sleep_until(std::chrono::steady_clock::now() + std::chrono::milliseconds(5));
    co_return store::Settled{.ticket = item.ticket};
  };
  device("phone");
  start();
  for (const auto* address : {"a@example.org", "b@example.org", "c@example.org"}) {
    const auto who = wait(engine.store().put_account({.address = address})).value();
    annotate(who);
    for (int i = 0; i < 20; ++i) append(who);
  }
  deliver();
  EXPECT_TRUE(pushed("phone", 1));
}

}  // namespace
}  // namespace notifyd::dispatch
