// The brute-force brake, with a clock that the test turns.

#include "store/auth/brake.hpp"

#include <gtest/gtest.h>

namespace store::auth {
namespace {

using namespace std::chrono_literals;

class BrakeTest : public testing::Test {
 protected:
  /// `times` failures of `login` from `peer`; the delay of the last one.
  std::chrono::seconds fail(int times, const std::string& peer, const std::string& login) {
    std::chrono::seconds delay{};
    for (int i = 0; i < times; ++i) delay = brake.failed(peer, login);
    return delay;
  }

  base::ManualClock clock{base::from_microseconds(1'800'000'000'000'000)};
  Brake brake{clock};
};

TEST_F(BrakeTest, AnswersTheFirstFiveFailuresAtOnceAndTheNextEverMoreSlowly) {
  std::vector<long> delays;
  for (int i = 0; i < 11; ++i) delays.push_back(brake.failed("192.0.2.1", "alice").count());
  EXPECT_EQ(delays, (std::vector<long>{0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 30}));
  EXPECT_FALSE(brake.holds_off("192.0.2.1", "alice"));
}

TEST_F(BrakeTest, WithoutALoginThePeerAloneCounts) {
  fail(12, "192.0.2.1", "");
  EXPECT_TRUE(brake.holds_off("192.0.2.1", ""));
  EXPECT_TRUE(brake.holds_off("192.0.2.1", "alice")) << "one brake for all protocols";
  EXPECT_FALSE(brake.holds_off("192.0.2.2", ""));
  EXPECT_EQ(fail(12, "", ""), 0s) << "a UNIX socket";
  EXPECT_EQ(fail(12, "127.0.0.1", ""), 0s);
  EXPECT_FALSE(brake.holds_off("127.0.0.1", ""));
}

TEST_F(BrakeTest, HoldsOffAfterTheSlowOnesAndLetsGoAfterAWhile) {
  fail(12, "192.0.2.1", "alice");
  EXPECT_TRUE(brake.holds_off("192.0.2.1", "alice"));
  clock.advance(299s);
  EXPECT_TRUE(brake.holds_off("192.0.2.1", "alice"));
  clock.advance(1s);
  EXPECT_FALSE(brake.holds_off("192.0.2.1", "alice"));
  fail(1, "192.0.2.1", "alice");
  EXPECT_TRUE(brake.holds_off("192.0.2.1", "alice")) << "the next failure holds it off again";
}

TEST_F(BrakeTest, HoldsOffNoLongerBecauseTheClockIsSetBack) {
  fail(12, "192.0.2.1", "alice");
  clock.advance(-1h);
  EXPECT_FALSE(brake.holds_off("192.0.2.1", "alice"));
}

TEST_F(BrakeTest, CountsAPeerThatTriesManyNames) {
  for (int i = 0; i < 12; ++i) fail(1, "192.0.2.1", "user" + std::to_string(i));
  EXPECT_TRUE(brake.holds_off("192.0.2.1", "somebody else"));
  EXPECT_FALSE(brake.holds_off("192.0.2.2", "somebody else"));
}

TEST_F(BrakeTest, CountsALoginThatIsTriedFromManyPeers) {
  for (int i = 0; i < 12; ++i) fail(1, "192.0.2." + std::to_string(i), "alice");
  EXPECT_TRUE(brake.holds_off("198.51.100.1", "alice"));
  EXPECT_FALSE(brake.holds_off("198.51.100.1", "bob"));
}

TEST_F(BrakeTest, StrangersCannotLockOutTheOwnerWhereSheLoggedInLately) {
  brake.succeeded("203.0.113.7", "alice");
  for (int i = 0; i < 12; ++i) fail(1, "192.0.2." + std::to_string(i), "alice");
  fail(12, "203.0.113.7", "bob");  // a neighbour behind the same address
  EXPECT_FALSE(brake.holds_off("203.0.113.7", "alice"));
  EXPECT_TRUE(brake.holds_off("203.0.113.7", "carol"));
  EXPECT_EQ(fail(6, "203.0.113.7", "alice"), 1s) << "her own failures there are counted";
  fail(6, "203.0.113.7", "alice");
  EXPECT_TRUE(brake.holds_off("203.0.113.7", "alice"));
}

TEST_F(BrakeTest, OneGoodAccountDoesNotClearAPeersCount) {
  for (int round = 0; round < 12; ++round) {
    fail(1, "192.0.2.1", "victim" + std::to_string(round));
    brake.succeeded("192.0.2.1", "attacker");
  }
  EXPECT_TRUE(brake.holds_off("192.0.2.1", "victim"));
}

TEST_F(BrakeTest, ForgetsAfterAQuietTime) {
  fail(11, "192.0.2.1", "alice");
  clock.advance(15min);
  EXPECT_EQ(fail(5, "192.0.2.1", "alice"), 0s);
}

TEST_F(BrakeTest, CountsLoopbackByLoginOnly) {
  for (int i = 0; i < 20; ++i) fail(1, "127.0.0.1", "user" + std::to_string(i));
  EXPECT_FALSE(brake.holds_off("127.0.0.1", "alice"));
  fail(12, "::1", "alice");
  EXPECT_TRUE(brake.holds_off("127.0.0.1", "alice"));
  EXPECT_TRUE(brake.holds_off("", "alice"));
}

TEST_F(BrakeTest, ASuccessOverLoopbackClearsTheLogin) {
  fail(5, "127.0.0.1", "alice");
  brake.succeeded("127.0.0.1", "alice");
  EXPECT_EQ(fail(5, "127.0.0.1", "alice"), 0s);
}

TEST_F(BrakeTest, CountsIpv6ByNetwork) {
  EXPECT_EQ(braked_network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  EXPECT_EQ(braked_network("2001:db8:1:2::9"), "2001:db8:1:2::/64");
  EXPECT_EQ(braked_network("2001:db8::1"), "2001:db8::/64");
  EXPECT_EQ(braked_network("::ffff:192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(braked_network("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(braked_network("::ffff:127.0.0.1"), "");
  for (int i = 0; i < 12; ++i) fail(1, "2001:db8::" + std::to_string(i), "user" + std::to_string(i));
  EXPECT_TRUE(brake.holds_off("2001:db8::ffff", "alice"));
}

TEST(BrakeMemoryTest, IsBounded) {
  const base::ManualClock clock{base::from_microseconds(1'800'000'000'000'000)};
  Brake brake(clock, {.limit = 100});
  for (int i = 0; i < 1000; ++i) static_cast<void>(brake.failed("192.0.2.1", "user" + std::to_string(i)));
  EXPECT_LE(brake.size(), 100u);
  EXPECT_TRUE(brake.holds_off("192.0.2.1", "user")) << "what is in use is not what is dropped";
}

}  // namespace
}  // namespace store::auth
