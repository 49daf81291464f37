// What sessions change in a store, on every engine.

#include <algorithm>

#include "tests/store/engines/engine_test.hpp"

namespace tests {
namespace {

using mail::EventName;
using mail::Flags;
using Mode = store::StoreFlags::Mode;

class MutateTest : public EngineTest {
 protected:
  mail::AccountId alice;
  store::Mailbox inbox;

  void SetUp() override {
    EngineTest::SetUp();
    alice = account("alice@example.org");
    for (const char* text : {"one", "two", "three"}) std::ignore = deliver(mail_for(alice, text));
    inbox = mailbox(alice, "INBOX");
  }
  base::Result<store::Changed> flag(mail::UidSet uids, Flags flags, Mode mode = Mode::add) {
    return mutate(alice, store::StoreFlags{inbox.id, std::move(uids), mode, std::move(flags), {}});
  }
  std::vector<EventName> names_since(mail::ModSeq since) {
    std::vector<EventName> names;
    for (const auto& event : events(alice, since.value)) names.push_back(event.name);
    return names;
  }
  mail::ModSeq head() { return wait(engine->store().heads({alice})).value().at(0); }
};

TEST_P(MutateTest, NamesAFlagEventByWhatChanged) {
  const auto before = head();
  std::ignore = flag(mail::UidSet(mail::Uid{1}), Flags(Flags::seen));
  std::ignore = flag(mail::UidSet(mail::Uid{1}), Flags(Flags::deleted));
  std::ignore = flag(mail::UidSet(mail::Uid{2}), Flags(Flags::flagged, {"$Work"}));
  std::ignore = flag(mail::UidSet(mail::Uid{2}), Flags(Flags::flagged), Mode::remove);
  EXPECT_EQ(names_since(before), (std::vector{EventName::message_read, EventName::message_trash,
                                              EventName::flags_set, EventName::flags_clear}));
}

TEST_P(MutateTest, ShowsFlagsBeforeAndAfterAndWhoDidIt) {
  const auto before = head();
  std::ignore = flag(mail::UidSet(mail::Uid{1}, mail::Uid{2}), Flags(Flags::seen));
  const auto seen = events(alice, before.value);
  ASSERT_EQ(seen.size(), 1U);
  ASSERT_EQ(seen[0].changes.size(), 2U);
  EXPECT_EQ(seen[0].changes[1].uid.value, 2U);
  EXPECT_TRUE(seen[0].changes[1].before.empty());
  EXPECT_TRUE(seen[0].changes[1].after.has(Flags::seen));
  EXPECT_EQ(seen[0].session, "session-1");
  EXPECT_EQ(mailbox(alice, "INBOX").unseen, 1U);
}

TEST_P(MutateTest, IsNoEventWhenNoFlagChanges) {
  std::ignore = flag(mail::UidSet(mail::Uid{1}), Flags(Flags::seen));
  const auto before = head();
  const auto again = flag(mail::UidSet(mail::Uid{1}), Flags(Flags::seen)).value();
  EXPECT_EQ(head(), before);
  ASSERT_EQ(again.flags.size(), 1U);
  EXPECT_TRUE(again.flags[0].after.has(Flags::seen));
}

TEST_P(MutateTest, LeavesMessagesThatAreNewerThanUnchangedSince) {
  const auto before = head();
  std::ignore = flag(mail::UidSet(mail::Uid{2}), Flags(Flags::flagged));
  store::StoreFlags change{inbox.id, mail::UidSet::all(), Mode::add, Flags(Flags::seen), before};
  const auto changed = mutate(alice, change).value();
  EXPECT_EQ(changed.not_modified.text(), "2");
  EXPECT_EQ(mailbox(alice, "INBOX").unseen, 1U);
}

TEST_P(MutateTest, ExpungesOnlyWhatIsDeletedAndRemembersIt) {
  const auto before = head();
  std::ignore = flag(mail::UidSet(mail::Uid{1}, mail::Uid{2}), Flags(Flags::deleted));
  const auto expunged =
      mutate(alice, store::Expunge{inbox.id, mail::UidSet(mail::Uid{2}, mail::Uid{3})}).value();
  EXPECT_EQ(expunged.expunged.text(), "2");
  const auto view = wait(engine->store().mailbox(alice, "INBOX")).value();
  EXPECT_EQ(view.uids.text(), "1,3");
  EXPECT_EQ(view.mailbox.messages, 2U);
  EXPECT_EQ(view.mailbox.uid_next.value, 4U);
  EXPECT_EQ(wait(engine->store().expunged(alice, inbox.id, before)).value().text(), "2");
  EXPECT_EQ(wait(engine->store().expunged(alice, inbox.id, expunged.modseq)).value().text(), "");
  EXPECT_EQ(wait(engine->store().account(alice)).value().used, view.mailbox.size);
}

TEST_P(MutateTest, FlagsAndExpungesThousandsInSlices) {
  for (int i = 0; i < 1200; ++i) std::ignore = mutate(alice, store::Append{.mailbox = "INBOX"});
  const auto changed = flag(mail::UidSet::all(), Flags(Flags::deleted)).value();
  EXPECT_EQ(changed.flags.size(), 1203U);
  EXPECT_EQ(mutate(alice, store::Expunge{inbox.id}).value().expunged.text(), "1:1203");
  EXPECT_EQ(mailbox(alice, "INBOX").messages, 0U);
  EXPECT_EQ(mailbox(alice, "INBOX").size, 0U);
}

TEST_P(MutateTest, CopiesWithFlagsAndDates) {
  std::ignore = flag(mail::UidSet(mail::Uid{2}), Flags(Flags::seen, {"$Work"}));
  const auto copied =
      mutate(alice, store::Copy{inbox.id, mail::UidSet(mail::Uid{2}, mail::Uid{3}), "Archive"}).value();
  EXPECT_EQ(copied.source, (std::vector<mail::Uid>{{2}, {3}}));
  EXPECT_EQ(copied.target, (std::vector<mail::Uid>{{1}, {2}}));
  EXPECT_EQ(copied.uid_validity, mailbox(alice, "Archive").uid_validity);
  const auto there = messages(alice, "Archive");
  ASSERT_EQ(there.size(), 2U);
  EXPECT_EQ(there[0].flags, Flags(Flags::seen, {"$Work"}));
  EXPECT_EQ(there[0].received, messages(alice, "INBOX").at(1).received);
  EXPECT_EQ(octets(there[0].body), "two");
  EXPECT_EQ(mailbox(alice, "INBOX").messages, 3U);
}

TEST_P(MutateTest, MovesWholeOrNotAtAll) {
  const auto moved = mutate(alice, store::Copy{inbox.id, mail::UidSet::all(), "Archive", true}).value();
  EXPECT_EQ(moved.expunged.text(), "1:3");
  EXPECT_EQ(mailbox(alice, "INBOX").messages, 0U);
  EXPECT_EQ(mailbox(alice, "Archive").messages, 3U);
  const auto back =
      mutate(alice, store::Copy{mailbox(alice, "Archive").id, mail::UidSet::all(), "Nowhere", true});
  EXPECT_EQ(back.error().code, base::Errc::not_found);
  EXPECT_EQ(mailbox(alice, "Archive").messages, 3U);
}

TEST_P(MutateTest, CopiesThousandsAllOrNothing) {
  for (int i = 0; i < 1700; ++i) std::ignore = mutate(alice, store::Append{.mailbox = "INBOX"});
  const auto moved = mutate(alice, store::Copy{inbox.id, mail::UidSet::all(), "Archive", true}).value();
  EXPECT_EQ(moved.target.size(), 1703U);
  EXPECT_EQ(moved.target.back().value, 1703U);
  EXPECT_EQ(moved.expunged.text(), "1:1703");
  EXPECT_EQ(mailbox(alice, "Archive").messages, 1703U);
  EXPECT_EQ(mailbox(alice, "INBOX").messages, 0U);
  EXPECT_EQ(messages(alice, "Archive").size(), 1703U);
}

TEST_P(MutateTest, CopiesNothingWhenTheQuotaDoesNotTakeItAll) {
  const auto used = wait(engine->store().account(alice)).value().used;
  std::ignore =
      wait(engine->store().put_account({.id = alice, .address = "alice@example.org", .quota = used + 80}));
  EXPECT_EQ(mutate(alice, store::Copy{inbox.id, mail::UidSet::all(), "Archive"}).error().code,
            base::Errc::over_quota);
  EXPECT_EQ(mailbox(alice, "Archive").messages, 0U);
  EXPECT_EQ(mailbox(alice, "Archive").uid_next.value, 1U);
  EXPECT_EQ(wait(engine->store().account(alice)).value().used, used);
}

// RFC 6851 section 4.1: what moves takes no more room than before.
TEST_P(MutateTest, MovesHoweverFullTheAccountIs) {
  const auto used = wait(engine->store().account(alice)).value().used;
  std::ignore =
      wait(engine->store().put_account({.id = alice, .address = "alice@example.org", .quota = used}));
  const auto moved = mutate(alice, store::Copy{inbox.id, mail::UidSet::all(), "Archive", true}).value();
  EXPECT_EQ(moved.target.size(), 3U);
  EXPECT_EQ(wait(engine->store().account(alice)).value().used, used);
}

TEST_P(MutateTest, MakesTheMailboxesAbove) {
  std::ignore = mutate(alice, store::CreateMailbox{.name = "a/b/c"});
  EXPECT_EQ(mailbox(alice, "a/b").messages, 0U);
  EXPECT_EQ(mutate(alice, store::CreateMailbox{.name = "a/b"}).error().code, base::Errc::already_exists);
  EXPECT_EQ(mutate(alice, store::CreateMailbox{.name = "inbox"}).error().code, base::Errc::already_exists);
  for (const char* bad : {"", "/", "a//b", "a/", "a\nb", "\xFF", "a*", "%/b"})
    EXPECT_EQ(mutate(alice, store::CreateMailbox{.name = bad}).error().code, base::Errc::syntax) << bad;
}

TEST_P(MutateTest, GivesAMailboxMadeAnewAnotherUidValidity) {
  std::ignore = mutate(alice, store::CreateMailbox{.name = "x"});
  const auto first = mailbox(alice, "x").uid_validity;
  std::ignore = mutate(alice, store::DeleteMailbox{"x"});
  EXPECT_EQ(wait(engine->store().mailbox(alice, "x")).error().code, base::Errc::not_found);
  std::ignore = mutate(alice, store::CreateMailbox{.name = "x"});
  EXPECT_GT(mailbox(alice, "x").uid_validity, first);
}

TEST_P(MutateTest, FreesTheQuotaOfADeletedMailbox) {
  std::ignore = mutate(alice, store::CreateMailbox{.name = "x"});
  const auto before = wait(engine->store().account(alice)).value().used;
  std::ignore = mutate(alice, store::Copy{inbox.id, mail::UidSet::all(), "x"});
  std::ignore = mutate(alice, store::DeleteMailbox{"x"});
  EXPECT_EQ(wait(engine->store().account(alice)).value().used, before);
  EXPECT_EQ(mutate(alice, store::DeleteMailbox{"INBOX"}).error().code, base::Errc::denied);
}

TEST_P(MutateTest, RenamesWhatLiesBelowToo) {
  std::ignore = mutate(alice, store::CreateMailbox{.name = "a/b"});
  std::ignore = mutate(alice, store::CreateMailbox{.name = "ab"});
  const auto id = mailbox(alice, "a/b").id;
  const auto before = head();
  std::ignore = mutate(alice, store::RenameMailbox{"a", "new/place"});
  EXPECT_EQ(names_since(before),
            (std::vector{EventName::mailbox_create, EventName::mailbox_rename, EventName::mailbox_rename}));
  EXPECT_EQ(mailbox(alice, "new/place/b").id, id);
  EXPECT_EQ(mailbox(alice, "ab").name, "ab");
  EXPECT_EQ(wait(engine->store().mailbox(alice, "a")).error().code, base::Errc::not_found);
  EXPECT_EQ(mutate(alice, store::RenameMailbox{"new", "new/new"}).error().code, base::Errc::denied);
  EXPECT_EQ(mutate(alice, store::RenameMailbox{"new", "ab"}).error().code, base::Errc::already_exists);
}

TEST_P(MutateTest, RefusesARenameThatMakesTheNameOfAMailboxBelowTooLong) {
  std::ignore = mutate(alice, store::CreateMailbox{.name = "a/" + std::string(990, 'b')});
  EXPECT_EQ(mutate(alice, store::RenameMailbox{"a", std::string(500, 'c')}).error().code, base::Errc::syntax);
  EXPECT_TRUE(wait(engine->store().mailbox(alice, "a")));
}

TEST_P(MutateTest, RenamesWithAllMailboxesMadeAndMakesNoneBeyond) {
  base::Result<store::Changed> made = store::Changed{};
  for (int i = 0; made && i < 2000; ++i)
    made = mutate(alice, store::CreateMailbox{.name = "m" + std::to_string(i)});
  ASSERT_EQ(made.error().code, base::Errc::too_large);
  EXPECT_TRUE(mutate(alice, store::RenameMailbox{"m0", "renamed"}));
  EXPECT_EQ(mutate(alice, store::RenameMailbox{"m1", "new/m1"}).error().code, base::Errc::too_large);
  EXPECT_EQ(mutate(alice, store::RenameMailbox{"INBOX", "old"}).error().code, base::Errc::too_large);
  std::ignore = mutate(alice, store::DeleteMailbox{"m2"});
  EXPECT_EQ(mutate(alice, store::CreateMailbox{.name = "x/y/z"}).error().code, base::Errc::too_large);
}

TEST_P(MutateTest, LeavesAnEmptyInboxWhenInboxIsRenamed) {
  std::ignore = mutate(alice, store::RenameMailbox{"INBOX", "old"});
  EXPECT_EQ(mailbox(alice, "old").messages, 3U);
  EXPECT_EQ(mailbox(alice, "INBOX").messages, 0U);
  EXPECT_NE(mailbox(alice, "INBOX").uid_validity, inbox.uid_validity);
}

TEST_P(MutateTest, ClaimsRecentOnce) {
  EXPECT_EQ(mutate(alice, store::ClaimRecent{inbox.id}).value().recent_from.value, 1U);
  EXPECT_EQ(mutate(alice, store::ClaimRecent{inbox.id}).value().recent_from.value, 4U);
  std::ignore = deliver(mail_for(alice, "four"));
  EXPECT_EQ(mailbox(alice, "INBOX").recent, 1U);
}

TEST_P(MutateTest, SubscribesToNamesThatNeedNotExist) {
  std::ignore = mutate(alice, store::Subscribe{"later"});
  std::ignore = mutate(alice, store::Subscribe{"Trash", false});
  const auto names = wait(engine->store().subscriptions(alice)).value();
  EXPECT_EQ(std::ranges::count(names, "later"), 1);
  EXPECT_EQ(std::ranges::count(names, "Trash"), 0);
  EXPECT_TRUE(mailbox(alice, "INBOX").subscribed);
  EXPECT_FALSE(mailbox(alice, "Trash").subscribed);
}

TEST_P(MutateTest, PagesThroughChangesWithoutAGap) {
  std::vector<std::uint64_t> seen;
  mail::ModSeq since{0};
  for (bool truncated = true; truncated;) {
    const auto page = wait(engine->store().changes(alice, since, 2)).value();
    for (const auto& event : page.events) seen.push_back(event.modseq.value);
    truncated = page.truncated;
    since = truncated ? page.events.back().modseq : page.head;
  }
  EXPECT_EQ(seen, (std::vector<std::uint64_t>{1, 2, 3}));
  EXPECT_EQ(since, head());
}

NOTIFYD_FOR_EACH_ENGINE(MutateTest);

}  // namespace
}  // namespace tests
