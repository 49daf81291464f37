// store/presence: which device hears in band.

#include "store/presence.hpp"

#include <gtest/gtest.h>

namespace store {
namespace {

using namespace std::chrono_literals;
using Heard = Presence::Heard;

class PresenceTest : public testing::Test {
 protected:
  Heard heard(std::uint64_t event) { return presence->heard(alice, phone, mail::ModSeq{event}); }

  const mail::AccountId alice{1};
  const mail::DeviceId phone{2};
  const mail::DeviceId tablet{3};
  base::ManualClock clock{base::Time()};
  std::unique_ptr<Presence> presence = make_presence(clock);
};

TEST_F(PresenceTest, ADeviceListensWhileItHasASession) {
  EXPECT_FALSE(presence->listens(alice, phone));
  auto session = presence->listen(alice, phone);
  EXPECT_TRUE(presence->listens(alice, phone));
  EXPECT_FALSE(presence->listens(alice, tablet));
  session.reset();
  EXPECT_FALSE(presence->listens(alice, phone));
}

TEST_F(PresenceTest, AnEventIsHeardWhenItsOctetsAreAcknowledged) {
  auto session = presence->listen(alice, phone);
  session->wrote({mail::ModSeq{5}, mail::ModSeq{7}}, 100);
  EXPECT_EQ(heard(5), Heard::pending);
  session->acknowledged(99);
  EXPECT_EQ(heard(5), Heard::pending);
  session->acknowledged(100);
  EXPECT_EQ(heard(5), Heard::yes);
  EXPECT_EQ(heard(7), Heard::yes);
  EXPECT_EQ(heard(6), Heard::no);  // of another mailbox: never written to this session
  EXPECT_EQ(presence->heard(alice, tablet, mail::ModSeq{5}), Heard::no);
}

TEST_F(PresenceTest, WhatWasHeardStaysHeardWhenTheSessionEnds) {
  auto session = presence->listen(alice, phone);
  session->wrote({mail::ModSeq{5}}, 100);
  session->acknowledged(100);
  session->wrote({mail::ModSeq{6}}, 200);
  session.reset();
  EXPECT_EQ(heard(5), Heard::yes);
  EXPECT_EQ(heard(6), Heard::no);
}

TEST_F(PresenceTest, ASilentPeerDoesNotCountAfterTenSeconds) {
  auto session = presence->listen(alice, phone);
  session->wrote({mail::ModSeq{5}}, 100);
  clock.advance(10s - 1us);
  EXPECT_EQ(heard(5), Heard::pending);
  EXPECT_TRUE(presence->listens(alice, phone));
  clock.advance(1us);
  EXPECT_EQ(heard(5), Heard::no);
  EXPECT_FALSE(presence->listens(alice, phone));
  session->acknowledged(100);
  EXPECT_TRUE(presence->listens(alice, phone));
}

TEST_F(PresenceTest, WhatIsWrittenAfterALostEventIsNotWaitedFor) {
  auto session = presence->listen(alice, phone);
  session->wrote({mail::ModSeq{5}}, 100);
  clock.advance(10s);
  session->wrote({mail::ModSeq{6}}, 200);
  EXPECT_EQ(heard(6), Heard::no);
  session->acknowledged(100);
  EXPECT_EQ(heard(6), Heard::pending);
}

TEST_F(PresenceTest, OneOfSeveralSessionsIsEnough) {
  auto lost = presence->listen(alice, phone);
  auto live = presence->listen(alice, phone);
  lost->wrote({mail::ModSeq{5}}, 10);
  live->wrote({mail::ModSeq{5}}, 10);
  live->acknowledged(10);
  clock.advance(1min);
  EXPECT_EQ(heard(5), Heard::yes);
  EXPECT_TRUE(presence->listens(alice, phone));
}

TEST_F(PresenceTest, RemembersABoundedNumberOfEvents) {
  auto session = presence->listen(alice, phone);
  for (std::uint64_t event = 1; event <= 1000; ++event) {
    session->wrote({mail::ModSeq{event}}, event);
    session->acknowledged(event);
  }
  EXPECT_EQ(heard(1), Heard::no);
  EXPECT_EQ(heard(1000), Heard::yes);
}

}  // namespace
}  // namespace store
