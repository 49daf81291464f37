// A limit on how many coroutines do something at once.

#include "net/slots.hpp"

#include <functional>
#include <string>

#include <gtest/gtest.h>

#include "base/at_end.hpp"
#include "net/group.hpp"
#include "net/loops.hpp"
#include "net/signal.hpp"

namespace net {
namespace {

class SlotsTest : public testing::Test {
 protected:
  Task<> work(std::string name) {
    co_await slots.acquire();
    const base::AtEnd slot([this] { slots.release(); });
    begun += name;
    while (!may_end) co_await signal.wait();
  }
  void on_the_loop(const std::function<void()>& act) {
    run_blocking(loops.first(), [&]() -> Task<> {
      act();
      co_return;
    });
  }
  void start(const std::string& names) {
    on_the_loop([&] {
      for (const char name : names) group.start(work(std::string(1, name)));
    });
  }

  Slots slots{2};
  Signal signal;
  bool may_end = false;
  std::string begun;
  Loops loops{1, 1};
  Group group{loops.first(), [](const std::exception_ptr&) { ADD_FAILURE(); }};
};

TEST_F(SlotsTest, FirstComeFirstServed) {
  start("abcd");
  on_the_loop([&] {
    EXPECT_EQ(begun, "ab");
    may_end = true;
    signal.notify();
  });
  run_blocking(loops.first(), [&] { return group.joined(); });
  EXPECT_EQ(begun, "abcd");
  EXPECT_EQ(group.running(), 0U);
}

// Each that holds a slot gives it back, and nobody is left to take it.
TEST_F(SlotsTest, ALoopThatEndsTakesThoseWhoWaitWithIt) {
  start("abcdef");
  loops.stop();
  EXPECT_EQ(begun, "ab");
}

}  // namespace
}  // namespace net
