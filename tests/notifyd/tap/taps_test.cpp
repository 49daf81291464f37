// The tap against a foreign server that fails in all ways: nothing missed, no event entered twice.

#include "tests/notifyd/tap/fixture.hpp"

namespace notifyd::tap {
namespace {

using Uids = std::vector<std::uint32_t>;

class TapsTest : public TapTest {
 protected:
  /// First contact is made with one old message in the mailbox.
  void begin() {
    append("old");
    start();
    ASSERT_TRUE(idles(1));
  }
  /// The tap went to IDLE once more.
  [[nodiscard]] bool caught_up() { return idles(server_idles_ + 1); }
  /// Notes how often the tap was in IDLE: caught_up() waits for the next time.
  void mark() { server_idles_ = server.idles; }

 private:
  int server_idles_ = 0;
};

TEST_F(TapsTest, FirstContactMakesTheAccountAndTellsNothingOld) {
  begin();
  EXPECT_EQ(told(), Uids{});
  EXPECT_EQ(cursor().uid_validity.value, 7u);
  EXPECT_EQ(cursor().uid_next.value, 2u);
  EXPECT_EQ(wait(engine->store().account(alice())).value().address, "alice@example.org");
}

TEST_F(TapsTest, NewMailBecomesAnEventWithItsCursor) {
  begin();
  mark();
  append("new");
  ASSERT_TRUE(caught_up());
  EXPECT_EQ(told(), Uids{2});
  EXPECT_EQ(cursor().uid_next.value, 3u);
  const auto event = wait(engine->store().changes(alice(), mail::ModSeq{}, 10)).value().events.back();
  EXPECT_EQ(event.mailbox_name, "INBOX");
  EXPECT_EQ(event.uid_validity.value, 7u);
  EXPECT_EQ(event.size, server.messages[2].size());
  EXPECT_EQ(event.timestamp, clock.now());
  EXPECT_FALSE(event.log_id.empty());
}

TEST_F(TapsTest, OnlyLooksAndChangesNothing) {
  begin();
  mark();
  append("new");
  ASSERT_TRUE(caught_up());
  on_loop([this] {
    for (const std::string& command : server.heard) {
      EXPECT_EQ(command.find("SELECT"), std::string::npos) << command;
      EXPECT_EQ(command.find("BODY["), std::string::npos) << command;
    }
  });
}

TEST_F(TapsTest, WhatCameWhileWeWereDownIsToldOnceAfterwards) {
  begin();
  stop();
  append("missed one");
  append("missed two");
  mark();
  restart();
  ASSERT_TRUE(caught_up());
  EXPECT_EQ(told(), (Uids{2, 3}));
  mark();
  restart();
  ASSERT_TRUE(caught_up());
  EXPECT_EQ(told(), (Uids{2, 3}));
}

TEST_F(TapsTest, AConnectionThatBreaksWithinFetchLosesAndDoublesNothing) {
  begin();
  mark();
  // Cut behind the first of two messages, and within its literal.
  for (const std::size_t at : {std::size_t{230}, std::size_t{120}}) {
    on_loop([&] {
      server.fetch_breaks_at = at;
      server.append("Subject: a\r\n\r\na\r\n");
      server.append("Subject: b\r\n\r\nb\r\n");
    });
    ASSERT_TRUE(caught_up());
    mark();
  }
  EXPECT_EQ(told(), (Uids{2, 3, 4, 5}));
}

TEST_F(TapsTest, GarbageByeAndAGiantLiteralAreSurvived) {
  begin();
  mark();
  for (const std::string answer :
       {"%&/()=\r\n", "* BYE out of memory\r\n", "* 1 FETCH (UID 2 BODY[HEADER]<0> {4000000000}\r\n",
        "* 2 FETCH (UID 2 FLAGS\r\n", "n1 OK that was quick\r\n"}) {
    on_loop([&] {
      server.instead_of_fetch = answer;
      server.append("Subject: a\r\n\r\na\r\n");
    });
    ASSERT_TRUE(caught_up()) << answer;
    mark();
  }
  EXPECT_EQ(told(), (Uids{2, 3, 4, 5, 6}));
}

TEST_F(TapsTest, AServerThatIsDownIsTriedAgainUntilItIsBack) {
  begin();
  mark();
  on_loop([this] {
    server.is_down = true;
    server.hang_up();
  });
  const int before = server.connections;
  ASSERT_TRUE(happenings.until([&] { return server.connections >= before + 3; }));
  append("meanwhile");
  on_loop([this] { server.is_down = false; });
  ASSERT_TRUE(caught_up());
  EXPECT_EQ(told(), Uids{2});
}

TEST_F(TapsTest, AnotherUidValidityAnchorsAnew) {
  begin();
  mark();
  on_loop([this] {
    server.hang_up();
    server.uid_validity = 8;
    server.uid_next = 1;
    server.messages.clear();
    for (int i = 0; i < 5; ++i) server.append("Subject: restored\r\n\r\n");
  });
  ASSERT_TRUE(caught_up());
  EXPECT_EQ(told(), Uids{});
  EXPECT_EQ(cursor().uid_validity.value, 8u);
  mark();
  append("new");
  ASSERT_TRUE(caught_up());
  EXPECT_EQ(told(), Uids{6});
}

TEST_F(TapsTest, WhatCameWhileTheUidsWereGivenAnewIsToldOnce) {
  begin();
  mark();
  on_loop([this] { server.received[server.append("Subject: before\r\n\r\n")] = "22:15:00"; });
  ASSERT_TRUE(caught_up());
  mark();
  on_loop([this] {
    server.hang_up();
    server.uid_validity = 8;
    server.uid_next = 1;
    server.messages.clear();
    server.received.clear();
    for (const char* at : {"22:13:00", "22:16:00", "22:12:00", "22:15:00", "22:15:01", "22:17:00"})
      server.received[server.append("Subject: anew\r\n\r\n")] = at;
  });
  ASSERT_TRUE(caught_up());
  // The fourth is what was told of as uid 2; what stands before an old message counts as old, too.
  EXPECT_EQ(told(), (Uids{2, 5, 6}));
  mark();
  restart();
  append("new");
  ASSERT_TRUE(caught_up());
  EXPECT_EQ(told(), (Uids{2, 5, 6, 7}));
}

TEST_F(TapsTest, AServerThatWentBackIsFollowed) {
  append("one");
  append("two");
  begin();
  mark();
  on_loop([this] {
    server.hang_up();
    server.messages.clear();
    server.uid_next = 2;
  });
  ASSERT_TRUE(caught_up());
  mark();
  append("new");
  ASSERT_TRUE(caught_up());
  EXPECT_EQ(told(), Uids{2});
}

TEST_F(TapsTest, TakesUidsInOrderWhateverOrderTheServerSends) {
  begin();
  stop();
  on_loop([this] { server.sends_backwards = true; });
  Uids all;
  for (int i = 0; i < 120; ++i) all.push_back(append("many"));  // more than one FETCH asks for
  mark();
  restart();
  ASSERT_TRUE(caught_up());
  EXPECT_EQ(told(), all);
}

TEST_F(TapsTest, GapsAreSearchedAndPassed) {
  begin();
  stop();
  on_loop([this] {
    server.uid_next = 65'000;
    server.append("Subject: far\r\n\r\n");
    server.uid_next = 70'000;
  });
  mark();
  restart();
  ASSERT_TRUE(caught_up());
  EXPECT_EQ(told(), Uids{65'000});
  EXPECT_EQ(cursor().uid_next.value, 70'000u);
}

TEST_F(TapsTest, AMessageExpungedBeforeItIsFetchedIsPassed) {
  begin();
  mark();
  on_loop([this] {
    server.before_fetch = [this] { server.messages.erase(2); };
    server.append("Subject: gone\r\n\r\n");
    server.append("Subject: there\r\n\r\n");
  });
  ASSERT_TRUE(caught_up());
  EXPECT_EQ(told(), Uids{3});
  EXPECT_EQ(cursor().uid_next.value, 4u);
}

TEST_F(TapsTest, MailThatComesDuringFetchIsNotMissed) {
  begin();
  mark();
  on_loop([this] {
    server.before_fetch = [this] { server.append("Subject: late\r\n\r\n"); };
    server.append("Subject: first\r\n\r\n");
  });
  ASSERT_TRUE(caught_up());
  EXPECT_EQ(told(), (Uids{2, 3}));
}

TEST_F(TapsTest, AWrongPasswordWaitsForAPersonAndANewFileNeedsNoRestart) {
  on_loop([this] { server.password = "other"; });
  retry.longest = std::chrono::milliseconds(20);
  start();
  ASSERT_TRUE(happenings.until([this] { return server.connections >= 2; }));
  EXPECT_EQ(server.idles, 0);
  base::write_file(settings.password_file, "other\n");
  EXPECT_TRUE(idles(1));
}

TEST_F(TapsTest, StopSaysGoodbye) {
  begin();
  stop();
  on_loop([this] { EXPECT_EQ(server.heard.back(), "LOGOUT"); });
}

TEST_F(TapsTest, AnAliasIsNotWatched) {
  EXPECT_TRUE(
      wait(engine->store().put_account({.address = "other@example.org", .aliases = {"alice@example.org"}})));
  start();
  stop();
  EXPECT_EQ(server.connections, 0);
}

}  // namespace
}  // namespace notifyd::tap
