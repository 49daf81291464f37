// What would be decided today: the same filters over the devices of now; nothing is sent or written.

#include "notifyd/dispatch/today.hpp"

#include "tests/notifyd/dispatch/fixture.hpp"

namespace notifyd::dispatch {
namespace {

class TodayTest : public NotifierTest {
 protected:
  std::string today(mail::ModSeq modseq) {
    const Sources sources{
        .store = engine.store(), .blobs = engine.blobs(), .presence = *presence, .clock = clock};
    const auto steps = wait(evaluate_today(
        sources, [](const std::string& text) { return wire::imap::parse_search(text); }, alice, modseq));
    std::string text;
    for (const auto& step : steps.value()) text += step.device + " " + step.stage + ": " + step.text + "\n";
    return text;
  }
  [[nodiscard]] static bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
  }
};

TEST_F(TodayTest, SeesTheDevicesOfNow) {
  const auto modseq = deliver();
  EXPECT_TRUE(holds(today(modseq), "the account has no devices"));
  device(store::Device{.name = "phone", .subscription = {.filter = "SUBJECT hello BODY text"}});
  device(store::Device{.name = "tablet", .subscription = {.filter = "FROM carol"}});
  const auto told = today(modseq);
  EXPECT_TRUE(holds(told, "phone VF: the message matches its filter")) << told;
  EXPECT_TRUE(holds(told, "phone push: it would be pushed to")) << told;
  EXPECT_TRUE(holds(told, "tablet VF: the message does not match its filter")) << told;
  EXPECT_FALSE(holds(told, "tablet push")) << told;
}

TEST_F(TodayTest, SendsAndWritesNothing) {
  device("phone");
  const auto modseq = deliver();
  const auto before = stats();
  EXPECT_TRUE(holds(today(modseq), "phone push"));
  EXPECT_TRUE(channel->sent("phone").empty());
  EXPECT_EQ(stats().waiting, before.waiting);
  EXPECT_FALSE(holds(trace(modseq, "phone"), "would be"));
}

TEST_F(TodayTest, SaysOfAMessageThatIsNotThereWhatItCannotSee) {
  device(store::Device{.name = "phone", .subscription = {.filter = "SUBJECT hello"}});
  const auto modseq = deliver();
  const auto inbox = wait(engine.store().mailbox(alice, "INBOX")).value().mailbox.id;
  const auto change = [&](store::Mutation mutation) {
    return wait(engine.store().mutate(alice, std::move(mutation), "")).has_value();
  };
  ASSERT_TRUE(change(store::StoreFlags{
      .mailbox = inbox, .uids = mail::UidSet::all(), .flags = mail::Flags(mail::Flags::deleted)}));
  ASSERT_TRUE(change(store::Expunge{.mailbox = inbox}));
  EXPECT_TRUE(holds(today(modseq), "the message is not here"));
  EXPECT_TRUE(holds(today(mail::ModSeq{999}), "it lies in no mailbox"));
}

TEST_F(TodayTest, AMessageInSeveralMailboxesIsHeardOfInEach) {
  device(store::Device{
      .name = "desk",
      .subscription = {.mailboxes = {.kind = mail::MailboxFilter::Kind::subtree, .names = {"Lists"}}}});
  store::Deliver delivery{.account = alice};
  delivery.targets = {{.mailbox = "INBOX"}, {.mailbox = "Lists", .create = true}};
  delivery.body = wait(engine.blobs().put(base::Body(std::string("Subject: hi\r\n\r\n")))).value();
  delivery.received = clock.now();
  delivery.log_id = "log-2";
  const auto delivered = wait(engine.store().deliver(std::move(delivery))).value();
  EXPECT_TRUE(holds(today(delivered.modseq), "desk push")) << today(delivered.modseq);
  start();
  ASSERT_TRUE(settled(1));
  EXPECT_EQ(channel->sent("desk").size(), 1U);
}

}  // namespace
}  // namespace notifyd::dispatch
