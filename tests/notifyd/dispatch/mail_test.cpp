// Mails and pushes side by side.

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
  ~MailTest() override {
    stuck = false;
    stop();
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
  std::atomic<bool> stuck{true};
  std::atomic<std::size_t> taken{0};
};

TEST_F(MailTest, ThatNobodyTakesLeaveRoomForPushes) {
  settings.capacity = 64;
  settings.mail_line = 8;
  device("phone");
  start();
  redirect(100);
  ASSERT_TRUE(happenings.until([&] { return taken == 32; }));
  EXPECT_TRUE(happenings.until([&] { return stats().later >= 60; }))
      << "those beyond the line are rows again";
  deliver();
  EXPECT_TRUE(pushed("phone", 1));
  EXPECT_EQ(taken, 32U);
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

}  // namespace
}  // namespace notifyd::dispatch
