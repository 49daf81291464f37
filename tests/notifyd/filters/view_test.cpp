// VF: mailboxes, events and search keys.

#include "notifyd/filters/view.hpp"

#include <gtest/gtest.h>

#include "wire/imap/search.hpp"

namespace notifyd::filters {
namespace {

const mail::Event arrival{
    .name = mail::EventName::message_new, .mailbox_name = "INBOX", .uids = mail::UidSet(mail::Uid{7})};

TEST(ViewFilterTest, GivesADeviceThatSaysNothingTheNewMessagesOfItsInbox) {
  EXPECT_TRUE(covered({}, arrival, false).passes);
  auto elsewhere = arrival;
  elsewhere.mailbox_name = "Lists/c++";
  EXPECT_FALSE(covered({}, elsewhere, true).passes);
  auto flagged = arrival;
  flagged.name = mail::EventName::flags_set;
  EXPECT_EQ(covered({}, flagged, false).why, "its subscription does not ask for FlagsSet");
}

TEST(ViewFilterTest, CoversSubscribedMailboxesAndSubtrees) {
  auto elsewhere = arrival;
  elsewhere.mailbox_name = "Lists/c++";
  EXPECT_TRUE(
      covered({.mailboxes = {.kind = mail::MailboxFilter::Kind::subscribed}}, elsewhere, true).passes);
  EXPECT_FALSE(
      covered({.mailboxes = {.kind = mail::MailboxFilter::Kind::subscribed}}, elsewhere, false).passes);
  EXPECT_TRUE(covered({.mailboxes = {.kind = mail::MailboxFilter::Kind::subtree, .names = {"Lists"}}},
                      elsewhere, false)
                  .passes);
}

TEST(ViewFilterTest, CountsAnEventOfNoMailboxForTheAccount) {
  const mail::Event quota{.name = mail::EventName::quota_exceed};
  EXPECT_TRUE(covered({.events = mail::mask_of(mail::EventName::quota_exceed)}, quota, false).passes);
  EXPECT_TRUE(seen(wire::imap::parse_search("FROM bob").value(), quota, {}, {}).passes);
}

TEST(ViewFilterTest, PassesIfOneOfTheMessagesMatches) {
  const std::vector<store::Subject> subjects{
      {.uid = mail::Uid{7}, .flags = mail::Flags(mail::Flags::seen)},
      {.uid = mail::Uid{8}, .flags = mail::Flags(mail::Flags::flagged)}};
  EXPECT_TRUE(seen(wire::imap::parse_search("FLAGGED").value(), arrival, subjects, {}).passes);
  EXPECT_FALSE(seen(wire::imap::parse_search("ANSWERED").value(), arrival, subjects, {}).passes);
}

TEST(ViewFilterTest, DoesNotMatchAMessageThatIsNotThere) {
  EXPECT_FALSE(seen(wire::imap::parse_search("SUBJECT x").value(), arrival, {}, {}).passes);
}

}  // namespace
}  // namespace notifyd::filters
