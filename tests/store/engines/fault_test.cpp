// A delivery that fails at any of its steps leaves no trace, on every engine.

#include <stdexcept>
#include <system_error>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include "tests/store/engines/engine_test.hpp"

namespace tests {
namespace {

class FaultTest : public EngineTest {
 protected:
  std::string failing;  ///< step
  bool is_disk_full = false;
  mail::AccountId alice;

  void SetUp() override {
    wish.fault = [this](std::string_view step) -> std::optional<base::Error> {
      if (step != failing) return std::nullopt;
      if (is_disk_full) throw std::system_error(ENOSPC, std::generic_category(), "injected");
      return base::fail(base::Errc::try_later, "injected");
    };
    EngineTest::SetUp();
    alice = account("alice@example.org");
    device(alice, "phone");
  }
  store::Deliver full_delivery(const std::string& key) {
    auto delivery = mail_for(alice, "text", key);
    delivery.targets.push_back({.mailbox = "New/Place", .create = true});
    delivery.memory.push_back({"vacation:" + key, clock.now() + std::chrono::hours(1)});
    delivery.outgoing.push_back({.recipient = {"bob", "example.net"}});
    delivery.trace.push_back({clock.now(), "", "DF", "kept"});
    return delivery;
  }
  void expect_untouched() {
    EXPECT_TRUE(events(alice).empty());
    EXPECT_EQ(mailbox(alice, "INBOX").uid_next.value, 1U);
    EXPECT_FALSE(wait(engine->store().mailbox(alice, "New")));
    EXPECT_EQ(wait(engine->store().account(alice)).value().used, 0U);
    EXPECT_TRUE(claim().empty());
    EXPECT_EQ(engine->check(), std::vector<std::string>{});
  }
};

TEST_P(FaultTest, LeavesNoTraceAtAnyStep) {
  const auto before = wait(engine->store().heads({alice})).value();
  for (const char* step :
       {"account", "quota", "body", "mailbox", "message", "event", "memory", "trace", "outbox", "done"}) {
    failing = step;
    EXPECT_EQ(deliver(full_delivery("k")).error().text, "injected") << step;
    expect_untouched();
    EXPECT_EQ(wait(engine->store().heads({alice})).value(), before) << step;
  }
  failing.clear();
  EXPECT_FALSE(deliver(full_delivery("k")).value().duplicate);
}

TEST_P(FaultTest, RefusesForTheTimeThatTheDiskIsFull) {
  is_disk_full = true;
  for (const char* step : {"account", "message", "done"}) {
    failing = step;
    EXPECT_EQ(deliver(full_delivery("k")).error().code, base::Errc::no_space) << step;
    expect_untouched();
  }
  failing.clear();
  EXPECT_TRUE(deliver(full_delivery("k")));
  EXPECT_EQ(mailbox(alice, "INBOX").messages, 1U);
}

TEST_P(FaultTest, FailsOneDeliveryOfAGroupAndKeepsTheOthers) {
  // All of these wait together for one group; the one whose mailbox is missing fails alone.
  std::vector<std::future<base::Result<store::Delivered>>> waiting;
  std::vector<store::Deliver> deliveries;
  for (int i = 0; i < 20; ++i) {
    deliveries.push_back(mail_for(alice, "text " + std::to_string(i)));
    if (i % 5 == 0) deliveries.back().targets[0].mailbox = "Nowhere";
  }
  for (auto& one : deliveries)
    waiting.push_back(boost::asio::co_spawn(loops.next(), engine->store().deliver(std::move(one)),
                                            boost::asio::use_future));
  int kept = 0;
  for (std::size_t i = 0; i < waiting.size(); ++i) {
    const auto answer = waiting[i].get();
    EXPECT_EQ(answer.has_value(), i % 5 != 0);
    kept += answer ? 1 : 0;
  }
  EXPECT_EQ(kept, 16);
  EXPECT_EQ(mailbox(alice, "INBOX").messages, 16U);
}

NOTIFYD_FOR_EACH_ENGINE(FaultTest);

}  // namespace
}  // namespace tests
