// Many at once, on every engine: order within an account, nothing skipped, hints that cannot be trusted.

#include <algorithm>
#include <atomic>
#include <future>
#include <set>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include "tests/store/engines/engine_test.hpp"
#include "tests/support/fault_bus.hpp"

namespace tests {
namespace {

class ConcurrencyTest : public EngineTest {
 protected:
  mail::AccountId alice;
  void SetUp() override {
    EngineTest::SetUp();
    alice = account("alice@example.org");
  }

  std::string dedup_key;  ///< of all deliveries

  net::Task<> deliver_many(int count, std::vector<store::Delivered>& into) {
    for (int i = 0; i < count; ++i) {
      auto ref = co_await engine->blobs().put(base::Body(std::string("body")));
      store::Deliver delivery{.account = alice, .dedup_key = dedup_key, .body = ref.value(), .body_size = 4};
      delivery.targets.push_back({.mailbox = "INBOX"});
      auto done = co_await engine->store().deliver(std::move(delivery));
      into.push_back(done.value());
    }
  }
  std::vector<std::future<void>> start_writers(std::vector<std::vector<store::Delivered>>& delivered,
                                               int each) {
    std::vector<std::future<void>> writers;
    for (auto& one : delivered)
      writers.push_back(
          boost::asio::co_spawn(loops.next(), deliver_many(each, one), boost::asio::use_future));
    return writers;
  }
};

TEST_P(ConcurrencyTest, GivesUidsAndModseqsWithoutAGapToThirtyTwoWriters) {
  std::vector<std::vector<store::Delivered>> delivered(32);
  for (auto& writer : start_writers(delivered, 25)) writer.get();
  std::set<std::uint32_t> uids;
  std::set<std::uint64_t> modseqs;
  for (const auto& one : delivered) {
    for (std::size_t i = 0; i < one.size(); ++i) {
      EXPECT_TRUE(i == 0 || one[i - 1].modseq < one[i].modseq);
      uids.insert(one[i].placed.at(0).uid.value);
      modseqs.insert(one[i].modseq.value);
    }
  }
  EXPECT_EQ(uids.size(), 800U);
  EXPECT_EQ(*uids.rbegin(), 800U);
  EXPECT_EQ(modseqs.size(), 800U);
  EXPECT_EQ(*modseqs.rbegin(), 800U);
}

/// A client that was cut off sends again while its first transaction is still being committed.
TEST_P(ConcurrencyTest, StoresOnceWhatManyDeliverAtOnceUnderOneKey) {
  dedup_key = std::string(32, 'k');
  std::vector<std::vector<store::Delivered>> delivered(32);
  for (auto& writer : start_writers(delivered, 1)) writer.get();
  EXPECT_EQ(std::ranges::count_if(delivered, [](const auto& one) { return !one.at(0).duplicate; }), 1);
  EXPECT_EQ(messages(alice, "INBOX").size(), 1U);
}

TEST_P(ConcurrencyTest, SkipsNoChangeWhileWritersRace) {
  std::vector<std::vector<store::Delivered>> delivered(8);
  auto writers = start_writers(delivered, 60);
  std::vector<std::uint64_t> seen;
  mail::ModSeq since;
  const auto ended = [&] {
    return std::ranges::all_of(writers, [](auto& one) {
      return one.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
    });
  };
  for (bool last = false; !last;) {
    last = ended();  // asked before the look: what was written before it must be seen
    for (bool more = true; more;) {
      const auto page = wait(engine->store().changes(alice, since, 7)).value();
      for (const auto& event : page.events) seen.push_back(event.modseq.value);
      since = page.truncated && !page.events.empty() ? page.events.back().modseq : page.head;
      more = page.truncated;
    }
  }
  ASSERT_EQ(seen.size(), 480U);
  for (std::size_t i = 0; i < seen.size(); ++i) ASSERT_EQ(seen[i], i + 1);
}

TEST_P(ConcurrencyTest, AnswersInTheOrderOfAnAccountDuringALargeCopy) {
  for (int i = 0; i < 1200; ++i) std::ignore = mutate(alice, store::Append{.mailbox = "INBOX"});
  const auto inbox = mailbox(alice, "INBOX").id;
  auto copying = boost::asio::co_spawn(
      loops.next(), engine->store().mutate(alice, store::Copy{inbox, mail::UidSet::all(), "Archive"}, ""),
      boost::asio::use_future);
  std::vector<std::vector<store::Delivered>> delivered(4);
  auto writers = start_writers(delivered, 30);
  std::set<std::size_t> sizes;  // of the copy, as others see it
  while (copying.wait_for(std::chrono::seconds(0)) != std::future_status::ready)
    sizes.insert(wait(engine->store().mailbox(alice, "Archive")).value().uids.size());
  for (auto& writer : writers) writer.get();
  EXPECT_TRUE(copying.get());
  sizes.erase(0);
  const auto copied = wait(engine->store().mailbox(alice, "Archive")).value().uids.size();
  EXPECT_GE(copied, 1200U);
  EXPECT_TRUE(sizes.empty() || sizes == std::set<std::size_t>{copied});
  const auto seen = events(alice);
  for (std::size_t i = 1; i < seen.size(); ++i) ASSERT_EQ(seen[i].modseq.value, seen[i - 1].modseq.value + 1);
}

/// A session as all are written: subscribe, read what changed, and again whenever a hint says more; a poll in
/// the end.
class Listening {
 public:
  Listening(store::EventBus& bus, mail::AccountId account)
      : subscription_(bus.subscribe(
            account, [this](mail::ModSeq head) { hint_ = std::max(hint_.load(), head.value); })) {}
  [[nodiscard]] bool is_hinted() const { return hint_ > known.value; }

  mail::ModSeq known;
  std::vector<std::uint64_t> heard;

 private:
  std::atomic<std::uint64_t> hint_{0};
  std::unique_ptr<store::BusSubscription> subscription_;
};

class UnreliableBusTest : public ConcurrencyTest {
 protected:
  FaultBus faulty{7};
  void SetUp() override {
    wish.directory = folder.path() / "store";
    engine = GetParam().open(wish, clock, faulty, loops.pool());
    alice = account("alice@example.org");
  }
  void catch_up(Listening& session) {
    for (bool more = true; more;) {
      const auto page = wait(engine->store().changes(alice, session.known, 10)).value();
      for (const auto& event : page.events) session.heard.push_back(event.modseq.value);
      session.known = page.truncated ? page.events.back().modseq : page.head;
      more = page.truncated;
    }
  }
};

TEST_P(UnreliableBusTest, EverySessionEndsAtTheHead) {
  std::vector<std::unique_ptr<Listening>> sessions;
  for (int i = 0; i < 5; ++i) sessions.push_back(std::make_unique<Listening>(faulty, alice));
  std::vector<std::vector<store::Delivered>> delivered(4);
  auto writers = start_writers(delivered, 50);
  const auto ended = [&] {
    return std::ranges::all_of(writers, [](auto& one) {
      return one.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
    });
  };
  while (!ended())
    for (auto& session : sessions)
      if (session->is_hinted()) catch_up(*session);
  faulty.flush();
  const auto head = wait(engine->store().heads({alice})).value().at(0);
  for (auto& session : sessions) {
    if (session->known < head) catch_up(*session);  // the backstop poll
    ASSERT_EQ(session->heard.size(), 200U);
    for (std::size_t i = 0; i < 200; ++i) ASSERT_EQ(session->heard[i], i + 1);
  }
}

NOTIFYD_FOR_EACH_ENGINE(ConcurrencyTest);
NOTIFYD_FOR_EACH_ENGINE(UnreliableBusTest);

}  // namespace
}  // namespace tests
