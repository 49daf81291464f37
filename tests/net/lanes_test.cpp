// Lanes: what is of one owner runs one after the other, others beside it.

#include "net/lanes.hpp"

#include <atomic>
#include <chrono>
#include <future>
#include <thread>

#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

namespace net {
namespace {

using namespace std::chrono_literals;

TEST(LanesTest, AnOwnerHasOneThreadAndLeavesTheOthers) {
  Lanes lanes(2);
  std::promise<void> gate;
  const auto opened = gate.get_future().share();
  std::atomic<int> running = 0;
  std::atomic<int> most = 0;
  std::atomic<int> done = 0;
  for (int i = 0; i < 5; ++i)
    boost::asio::post(lanes.of("alice@example.org"), [&] {
      most = std::max<int>(most, ++running);
      opened.wait();
      --running;
      ++done;
    });
  std::promise<void> his;
  boost::asio::post(lanes.of("bob@example.org"), [&] { his.set_value(); });
  EXPECT_EQ(his.get_future().wait_for(10s), std::future_status::ready) << "he waits for what is hers";
  EXPECT_EQ(done, 0);
  gate.set_value();
  const auto until = std::chrono::steady_clock::now() + 10s;
  while (done < 5 && std::chrono::steady_clock::now() < until) std::this_thread::sleep_for(1ms);
  EXPECT_EQ(done, 5);
  EXPECT_EQ(most, 1);
}

TEST(LanesTest, WhatHasNotBegunIsDroppedAtTheEnd) {
  std::promise<void> begun;
  std::atomic<int> ran = 0;
  {
    const Lanes lanes(1);
    const auto work = [&] {
      if (++ran == 1) begun.set_value();
      std::this_thread::sleep_for(100ms);
    };
    for (int i = 0; i < 3; ++i) boost::asio::post(lanes.of("a"), work);
    begun.get_future().wait();
  }
  EXPECT_EQ(ran, 1);
}

}  // namespace
}  // namespace net
