// store/imap: the view of a mailbox, its numbers and what it tells.

#include "store/imap/selected.hpp"

#include <gtest/gtest.h>

#include "store/imap/batches.hpp"
#include "store/imap/reply.hpp"

namespace store::imap {
namespace {

class SelectedTest : public testing::Test {
 protected:
  static MailboxView view_of(std::initializer_list<std::uint32_t> uids) {
    MailboxView view{.mailbox = {.id = mail::MailboxId{1}, .name = "INBOX", .uid_next = mail::Uid{100}}};
    for (const auto uid : uids) view.uids.add(mail::Uid{uid});
    return view;
  }
  static mail::Event event(mail::EventName name, std::uint32_t uid, std::string session = "other") {
    mail::Event made{.name = name, .mailbox = mail::MailboxId{1}, .session = std::move(session)};
    made.uids.add(mail::Uid{uid});
    made.changes.push_back({.uid = mail::Uid{uid}, .after = mail::Flags(mail::Flags::seen)});
    return made;
  }
  std::string uids(const char* set, bool by_uid) {
    const auto found = selected.uids_of(wire::imap::parse_sequence_set(set).value(), by_uid);
    return found ? found->text() : found.error().text;
  }

  using Name = mail::EventName;
  Selected selected{view_of({3, 4, 5, 9, 20}), mail::ModSeq{1}, false};
};

TEST_F(SelectedTest, NumbersCountTheUidsThatAreThere) {
  EXPECT_EQ(selected.number_of(mail::Uid{3}), 1U);
  EXPECT_EQ(selected.number_of(mail::Uid{9}), 4U);
  EXPECT_EQ(selected.number_of(mail::Uid{8}), 0U);
  EXPECT_EQ(selected.number_of(mail::Uid{1}), 0U);
  EXPECT_EQ(selected.uid_of(5), mail::Uid{20});
  EXPECT_EQ(selected.uid_of(6), mail::Uid{});
}

TEST_F(SelectedTest, SetsOfNumbersMustExistAndSetsOfUidsNeedNot) {
  EXPECT_EQ(uids("2:4", false), "4:5,9");
  EXPECT_EQ(uids("*", false), "20");
  EXPECT_EQ(uids("5:6", false), "there is no message of this number");
  EXPECT_EQ(uids("1:8,50:*", true), "3:5,20");
  EXPECT_EQ(uids("6:8", true), "");
}

TEST_F(SelectedTest, TellsExpungesFromTheHighestDown) {
  selected.apply(event(Name::message_expunge, 3), "me");
  selected.apply(event(Name::message_expunge, 9), "me");
  EXPECT_EQ(selected.tell(false), "");
  EXPECT_EQ(selected.number_of(mail::Uid{20}), 5U);
  EXPECT_EQ(selected.tell(true), "* 4 EXPUNGE\r\n* 1 EXPUNGE\r\n");
  EXPECT_EQ(selected.number_of(mail::Uid{20}), 3U);
}

TEST_F(SelectedTest, WhatCameAndWentBetweenIsNotTold) {
  selected.apply(event(Name::message_new, 100), "me");
  selected.apply(event(Name::message_expunge, 100), "me");
  EXPECT_EQ(selected.tell(true), "");
}

TEST_F(SelectedTest, AnEventTwiceIsToldOnce) {
  selected.apply(event(Name::message_new, 100), "me");
  selected.apply(event(Name::message_new, 100), "me");
  EXPECT_EQ(selected.tell(true), "* 6 EXISTS\r\n* 1 RECENT\r\n");
  selected.apply(event(Name::message_new, 100), "me");
  EXPECT_EQ(selected.tell(true), "");
}

TEST_F(SelectedTest, OwnFlagsAreNotToldAgainAndThoseOfTheExpungedNotAtAll) {
  EXPECT_FALSE(selected.apply(event(Name::message_read, 3, "me"), "me"));
  EXPECT_EQ(selected.tell(true), "");
  EXPECT_TRUE(selected.apply(event(Name::message_read, 3), "me"));
  EXPECT_EQ(selected.tell(true), "* 1 FETCH (UID 3 FLAGS (\\Seen))\r\n");
  selected.apply(event(Name::message_read, 4), "me");
  selected.apply(event(Name::message_expunge, 4), "me");
  EXPECT_EQ(selected.tell(false), "");
}

TEST_F(SelectedTest, FlagsOfAnotherThatOwnOnesFollowedAreToldAsTheyAreNow) {
  auto own = event(Name::flags_set, 3, "me");
  own.changes.front().after = mail::Flags(mail::Flags::seen, {"$Mine"});
  selected.apply(event(Name::message_read, 3), "me");
  EXPECT_FALSE(selected.apply(own, "me"));
  selected.tell(false);  // the keyword is new
  selected.apply(event(Name::message_read, 3), "me");
  EXPECT_FALSE(selected.apply(own, "me"));
  EXPECT_EQ(selected.tell(true), "* 1 FETCH (UID 3 FLAGS (\\Seen $Mine))\r\n");
}

TEST_F(SelectedTest, BoundsAreAsManyRangesAsWereWritten) {
  const auto bounds = [&](const char* set, bool by_uid) {
    const auto found = selected.bounds_of(wire::imap::parse_sequence_set(set).value(), by_uid);
    return found ? found->text() : found.error().text;
  };
  EXPECT_EQ(bounds("1:*", false), "3:20");
  EXPECT_EQ(bounds("1:*", true), "1:20");
  EXPECT_EQ(bounds("1,4:5", false), "3,9:20");
  EXPECT_EQ(bounds("5:6", false), "there is no message of this number");
}

TEST_F(SelectedTest, EventsOfOtherMailboxesSayNothing) {
  auto other = event(Name::message_new, 100);
  other.mailbox = mail::MailboxId{2};
  EXPECT_FALSE(selected.apply(other, "me"));
  EXPECT_EQ(selected.tell(true), "");
}

TEST_F(SelectedTest, ReloadTellsTheDifference) {
  selected.reload(view_of({3, 5, 9, 20, 100, 101}));
  EXPECT_EQ(selected.tell(true), "* 2 EXPUNGE\r\n* 6 EXISTS\r\n* 2 RECENT\r\n");
}

TEST_F(SelectedTest, EveryOtherOfManyMessagesIsExpungedAtOnce) {
  MailboxView view = view_of({});
  mail::UidSet odd;
  for (std::uint32_t uid = 1; uid < 40'000; ++uid) {
    view.uids.add(mail::Uid{uid});
    if (uid % 2 == 1) odd.add(mail::Uid{uid});
  }
  Selected large(view, mail::ModSeq{1}, false);
  auto gone = event(Name::message_expunge, 1);
  gone.uids = odd;
  large.apply(gone, "me");
  EXPECT_GT(large.tell(true).size(), 200'000U);
  EXPECT_EQ(large.count(), 19'999U);
}

TEST(BatchesTest, CutEverySetIntoRunsOfTheGivenNumber) {
  mail::UidSet uids(mail::Uid{1}, mail::Uid{5});
  uids.add(mail::Uid{9}, mail::Uid{10});
  const auto cut = batches(uids, 3);
  ASSERT_EQ(cut.size(), 3U);
  EXPECT_EQ(cut[0].text(), "1:3");
  EXPECT_EQ(cut[1].text(), "4:5,9");
  EXPECT_EQ(cut[2].text(), "10");
  EXPECT_TRUE(batches({}, 3).empty());
  EXPECT_EQ(batches(mail::UidSet(mail::Uid{0xFFFFFFFF}), 3).size(), 1U);
}

TEST(ReplyTest, EveryErrorHasItsResponseCode) {
  EXPECT_EQ(text_of(failed(base::fail(base::Errc::over_quota, "full")), "a1"), "a1 NO [OVERQUOTA] full\r\n");
  EXPECT_EQ(text_of(failed(base::fail(base::Errc::syntax, "what")), "a1"), "a1 BAD what\r\n");
  EXPECT_EQ(text_of(failed(base::fail(base::Errc::no_space, "disk")), "a1"), "a1 NO [UNAVAILABLE] disk\r\n");
  EXPECT_EQ(text_of(ended(net::Woke::late), "a1"), "* BYE idle for too long\r\n");
  EXPECT_EQ(text_of(bad("a\r\nb"), "a1"), "a1 BAD a??b\r\n");
  EXPECT_TRUE(failed(base::fail(base::Errc::gone, "")).last);
}

}  // namespace
}  // namespace store::imap
