// The notifier from end to end: who is pushed to, with what, and what becomes of the rows.

#include "notifyd/dispatch/content.hpp"
#include "tests/notifyd/dispatch/fixture.hpp"

namespace notifyd::dispatch {
namespace {

using namespace std::chrono_literals;

TEST_F(NotifierTest, PushesANewMessageToEachDeviceOnce) {
  const auto phone = device("phone");
  device("tablet");
  start();
  const auto modseq = deliver();
  ASSERT_TRUE(settled(1));
  ASSERT_EQ(channel->sent("phone").size(), 1u);
  EXPECT_EQ(channel->sent("tablet").size(), 1u);
  const auto push = channel->sent("phone").front();
  EXPECT_EQ(push.id, notification_id(alice, modseq, clock.now(), phone));
  EXPECT_EQ(push.account, "alice@example.org");
  EXPECT_EQ(push.log_id, "log-1");
  EXPECT_EQ(push.subject, "") << "a wake says nothing";
  EXPECT_EQ(stats().waiting + stats().later + stats().dead, 0u);
}

TEST_F(NotifierTest, SendsAsMuchAsTheDeviceAllows) {
  device(store::Device{.name = "phone", .content = mail::Content::summary});
  device(store::Device{.name = "tablet", .content = mail::Content::snippet});
  start();
  deliver();
  ASSERT_TRUE(settled(1));
  EXPECT_EQ(channel->sent("phone").at(0).sender, "Bob");
  EXPECT_EQ(channel->sent("phone").at(0).subject, "hello");
  EXPECT_EQ(channel->sent("phone").at(0).snippet, "");
  EXPECT_EQ(channel->sent("tablet").at(0).snippet, "The text.");
}

TEST_F(NotifierTest, LetsNoControlCharacterOfASubjectThrough) {
  device(store::Device{.name = "phone", .content = mail::Content::summary});
  subject = "=?utf-8?q?a=0D=0AX-Evil:_1=00=07?=";
  start();
  deliver();
  ASSERT_TRUE(settled(1));
  const auto sent = channel->sent("phone").at(0).subject;
  EXPECT_TRUE(std::ranges::all_of(sent, [](char c) { return c >= 0x20; })) << base::text::hex(sent);
  EXPECT_NE(sent.find("X-Evil"), std::string::npos);
}

TEST_F(NotifierTest, AppliesTheViewFilterOfEachDevice) {
  device(store::Device{.name = "phone", .subscription = {.filter = "NOT FROM \"bob@\""}});
  device(store::Device{.name = "tablet", .subscription = {.filter = "SUBJECT hello BODY text"}});
  device(store::Device{
      .name = "desk",
      .subscription = {.mailboxes = {.kind = mail::MailboxFilter::Kind::subtree, .names = {"Lists"}}}});
  start();
  const auto modseq = deliver();
  ASSERT_TRUE(settled(1));
  EXPECT_EQ(channel->sent("tablet").size(), 1u);
  EXPECT_TRUE(channel->sent("phone").empty());
  EXPECT_TRUE(channel->sent("desk").empty());
  EXPECT_NE(trace(modseq, "phone").find("VF: the message does not match its filter"), std::string::npos)
      << trace(modseq, "phone");
  EXPECT_NE(trace(modseq, "desk").find("VF: its subscription does not cover the mailbox INBOX"),
            std::string::npos);
  EXPECT_NE(trace(modseq, "tablet").find("push: delivered"), std::string::npos);
}

TEST_F(NotifierTest, ShowsOfManyMessagesOneThatTheFilterLetsThrough) {
  store::Device phone{.name = "phone"};
  phone.content = mail::Content::summary;
  phone.subscription.events = mail::mask_of(mail::EventName::flags_set);
  store::Device tablet = phone;
  tablet.name = "tablet";
  phone.subscription.filter = "SUBJECT third";
  device(phone);
  device(tablet);
  for (const auto* each : {"first", "second", "third"}) {
    subject = each;
    deliver();
  }
  const auto inbox = wait(engine.store().mailbox(alice, "INBOX")).value().mailbox.id;
  channel->answer("phone", {.verdict = Outcome::try_later, .reason = "busy"});
  start();
  auto changed = wait(engine.store().mutate(alice,
                                            store::StoreFlags{.mailbox = inbox,
                                                              .uids = mail::UidSet::all(),
                                                              .flags = mail::Flags(mail::Flags::flagged),
                                                              .unchanged_since = {}},
                                            ""));
  notifier->offer(std::move(changed.value().leased));
  ASSERT_TRUE(pushed("phone", 1) && pushed("tablet", 1));
  EXPECT_EQ(channel->sent("phone")[0].subject, "third");
  EXPECT_EQ(channel->sent("phone")[0].uid, mail::Uid{3});
  EXPECT_EQ(channel->sent("tablet")[0].subject, "first");
  EXPECT_EQ(channel->sent("tablet")[0].uid, mail::Uid{1});
  ASSERT_TRUE(settled(1));
  pass(std::chrono::seconds(3));
  ASSERT_TRUE(pushed("phone", 2));
  EXPECT_EQ(channel->sent("phone")[1].subject, "third") << "tried again, the same";
}

TEST_F(NotifierTest, LeavesTheOldTraceAloneWhenTheSubscriptionChanges) {
  device(store::Device{.name = "phone", .subscription = {.filter = "FROM carol"}});
  device("tablet");
  start();
  const auto modseq = deliver();
  ASSERT_TRUE(settled(1));
  const auto before = trace(modseq, "phone");
  auto changed = device_called("phone");
  changed.subscription.filter = "";
  device(changed);
  EXPECT_EQ(trace(modseq, "phone"), before);
}

TEST_F(NotifierTest, PushesOnceForSubscriptionAndSieveNotifyTogether) {
  device("phone");
  device(store::Device{.name = "tablet", .subscription = {.filter = "FROM carol"}});
  start();
  const auto modseq =
      deliver({{.device = "phone", .message = "The boss", .importance = "1", .cause = "script work, line 3"},
               {.device = "tablet", .message = "", .importance = "2", .cause = "script work, line 4"},
               {.device = "watch", .message = "", .importance = "2", .cause = "script work, line 5"}});
  ASSERT_TRUE(settled(1));
  ASSERT_EQ(channel->sent("phone").size(), 1u);
  EXPECT_EQ(channel->sent("phone").front().message, "The boss");
  EXPECT_EQ(channel->sent("phone").front().importance, "1");
  EXPECT_EQ(channel->sent("tablet").size(), 1u) << "notify neither passes VF nor is gated by it";
  EXPECT_NE(trace(modseq, "tablet").find("asked for by script work, line 4"), std::string::npos);
  EXPECT_NE(trace(modseq, "watch").find("there is no device of that name"), std::string::npos);
}

TEST_F(NotifierTest, KeepsTheOrderOfAnAccountForEachDevice) {
  device("phone");
  start();
  std::vector<std::string> ids;
  for (int i = 0; i < 20; ++i)
    ids.push_back(notification_id(alice, deliver(), clock.now(), device_called("phone").id));
  ASSERT_TRUE(settled(20));
  std::vector<std::string> sent;
  for (const auto& push : channel->sent("phone")) sent.push_back(push.id);
  EXPECT_EQ(sent, ids);
}

TEST_F(NotifierTest, ClaimsWhatWasCommittedWithoutTheFastLane) {
  device("phone");
  fast_lane = false;
  deliver();  // before the notifier runs, as after a crash
  start();
  EXPECT_TRUE(pushed("phone", 1));
}

TEST_F(NotifierTest, HandsOutgoingMailToTheRelay) {
  relay = [this](store::Item item) -> net::Task<store::Settled> {
    EXPECT_EQ(std::get<store::MailItem>(item.payload).recipient.text(), "carol@example.net");
    happenings.tell();
    co_return store::Settled{.ticket = item.ticket, .verdict = store::Dead{.reason = "550 no such user"}};
  };
  start();
  store::Deliver delivery{.account = alice};
  delivery.received = clock.now();
  delivery.outgoing.push_back({.recipient = {.local = "carol", .domain = "example.net"},
                               .prefix = "Subject: x\r\n\r\n",
                               .carries_body = false,
                               .cause = "redirect"});
  auto delivered = wait(engine.store().deliver(std::move(delivery))).value();
  notifier->offer(std::move(delivered.leased));
  ASSERT_TRUE(settled(1));
  ASSERT_EQ(dead_letters().size(), 1u);
  EXPECT_EQ(dead_letters().front().reason, "550 no such user");
}

TEST_F(NotifierTest, SettlesManyRowsInOneWrite) {
  for (int i = 0; i < 4; ++i) device("phone" + std::to_string(i));
  start();
  constexpr std::size_t many = 100;
  for (std::size_t i = 0; i < many; ++i) deliver();
  ASSERT_TRUE(settled(many));
  EXPECT_LE(outbox.batches, many);
  EXPECT_EQ(outbox.refused, 0u);
}

}  // namespace
}  // namespace notifyd::dispatch
