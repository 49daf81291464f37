// Loops, the pool, and what becomes of coroutines when they end.

#include "net/loops.hpp"

#include <atomic>
#include <future>
#include <latch>
#include <memory>
#include <optional>
#include <stdexcept>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include "net/memory_stream.hpp"
#include "net/on.hpp"
#include "tests/net/on_loops.hpp"

namespace net {
namespace {

using LoopsTest = OnLoops;

TEST_F(LoopsTest, ThrowsWhereItWasCalledWhatTheTaskThrows) {
  EXPECT_THROW(run([]() -> Task<> {
                 co_await sleep_until(in(1ms));
                 throw std::runtime_error("here");
               }),
               std::runtime_error);
}

TEST_F(LoopsTest, TakesTurnsAmongItsThreads) {
  std::thread::id first;
  std::thread::id second;
  const auto note = [](std::thread::id& id) -> std::function<Task<>()> {
    return [&id]() -> Task<> {
      id = std::this_thread::get_id();
      co_return;
    };
  };
  run_blocking(loops.next(), note(first));
  run_blocking(loops.next(), note(second));
  EXPECT_NE(first, second);
}

TEST_F(LoopsTest, RunsPlainWorkOnThePoolAndComesBack) {
  run([this]() -> Task<> {
    const auto home = std::this_thread::get_id();
    const auto pool = loops.pool();
    const auto work = [] { return std::this_thread::get_id(); };
    const auto there = co_await on(pool, work);
    EXPECT_NE(there, home);
    EXPECT_EQ(std::this_thread::get_id(), home);
    const auto fail = []() -> int { throw std::runtime_error("work"); };
    bool thrown = false;
    try {
      co_await on(pool, fail);
    } catch (const std::runtime_error&) {
      thrown = true;
    }
    EXPECT_TRUE(thrown);
    EXPECT_EQ(std::this_thread::get_id(), home);
  });
}

TEST_F(LoopsTest, WorkOfOneOwnerIsDoneOneAfterTheOtherAndLeavesAThreadToOthers) {
  std::promise<void> gate;
  const auto opened = gate.get_future().share();
  std::atomic<int> running = 0;
  std::atomic<bool> two_at_once = false;
  std::latch done(5);
  for (int i = 0; i < 5; ++i)
    boost::asio::post(loops.lane("alice@example.org"), [&] {
      if (++running > 1) two_at_once = true;
      opened.wait();
      --running;
      done.count_down();
    });
  std::promise<void> his;
  boost::asio::post(loops.lane("bob@example.org"), [&] { his.set_value(); });
  EXPECT_EQ(his.get_future().wait_for(20s), std::future_status::ready) << "he waits for what is hers";
  gate.set_value();
  done.wait();
  EXPECT_FALSE(two_at_once);
}

// What they refer to may be gone by then.
TEST(LoopsEndTest, DropsWhatWaitsInALane) {
  std::optional<Loops> loops(std::in_place, 1, 1);
  auto ran = std::make_unique<std::atomic<int>>(0);
  std::promise<void> begun;
  const auto session = [&, number = ran.get()]() -> Task<> {
    const auto lane = loops->lane("alice@example.org");
    const auto work = [&begun, number] {
      if (++*number == 1) begun.set_value();
      std::this_thread::sleep_for(20ms);
    };
    co_await on(lane, work);
  };
  for (int i = 0; i < 100; ++i) boost::asio::co_spawn(loops->first(), session, boost::asio::detached);
  begun.get_future().wait();
  loops->stop();
  EXPECT_LT(*ran, 100);
  ran.reset();
  loops.reset();
}

TEST(LoopsEndTest, DestroysWhatStillRunsAndLetsLateHintsComeToNothing) {
  std::optional<Loops> loops(std::in_place, 2, 1);
  std::atomic<bool> waiting{false};
  const auto alive = std::make_shared<int>(0);
  std::shared_ptr<Bell> bell;
  const auto loop = loops->next();
  const auto session = [&, held = alive]() -> Task<> {
    const auto mine = held;  // NOLINT(performance-unnecessary-copy-initialization): the frame's share
    auto [ours, theirs] = memory_streams(loop);
    Connection connection(std::move(ours));
    bell = connection.bell();
    waiting = true;
    co_await connection.wait(soon() + 50s);
    waiting = false;
  };
  boost::asio::co_spawn(loop, session, boost::asio::detached);
  while (!waiting) std::this_thread::yield();
  EXPECT_GT(alive.use_count(), 2);
  loops->stop();
  EXPECT_EQ(alive.use_count(), 2);  // ours, and the lambda's
  EXPECT_TRUE(waiting);
  EXPECT_FALSE(bell->wake);
  ring(loop, bell, 1);
  loops.reset();
}

}  // namespace
}  // namespace net
