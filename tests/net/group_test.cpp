// Coroutines beside their owner, and the signal between them.

#include "net/group.hpp"

#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "net/loops.hpp"

namespace net {
namespace {

using namespace std::chrono_literals;

class GroupTest : public testing::Test {
 protected:
  Task<> wait_for_it(std::string name) {
    while (!there) co_await signal.wait();
    order += name;
  }
  Task<> fail() {
    while (!there) co_await signal.wait();
    throw std::runtime_error("broken");
  }

  Loops loops{1, 1};
  Signal signal;
  bool there = false;
  std::string order;
  int failures = 0;
  Group group{loops.first(), [this](const std::exception_ptr&) { ++failures; }};
};

TEST_F(GroupTest, JoinsAllThatItStarted) {
  run_blocking(loops.first(), [&]() -> Task<> {
    group.start(wait_for_it("a"));
    group.start(wait_for_it("b"));
    EXPECT_EQ(group.running(), 2u);
    co_await sleep_until(std::chrono::steady_clock::now());  // both wait now
    signal.notify();                                         // for nothing: they look, and wait again
    there = true;
    signal.notify();
    co_await group.joined();
    EXPECT_EQ(order, "ab");
  });
  EXPECT_EQ(group.running(), 0u);
}

TEST_F(GroupTest, TellsOfAFailureAndLetsTheOthersGoOn) {
  run_blocking(loops.first(), [&]() -> Task<> {
    group.start(fail());
    group.start(wait_for_it("a"));
    there = true;
    signal.notify();
    co_await group.joined();
  });
  EXPECT_EQ(failures, 1);
  EXPECT_EQ(order, "a");
}

TEST_F(GroupTest, WaitsNoLongerThanTheDeadline) {
  run_blocking(loops.first(), [&]() -> Task<> {
    const auto begin = std::chrono::steady_clock::now();
    co_await signal.wait_until(begin + 20ms);
    EXPECT_GE(std::chrono::steady_clock::now() - begin, 20ms);
  });
}

}  // namespace
}  // namespace net
