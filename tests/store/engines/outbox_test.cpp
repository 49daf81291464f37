// What must still leave, on every engine: leases, fencing, retries, devices that are gone.

#include <algorithm>
#include <set>

#include "tests/store/engines/engine_test.hpp"

namespace tests {
namespace {

using namespace std::chrono_literals;

class OutboxTest : public EngineTest {
 protected:
  mail::AccountId alice;
  mail::DeviceId phone;

  void SetUp() override {
    EngineTest::SetUp();
    alice = account("alice@example.org");
    phone = device(alice, "phone");
  }
  store::OutboxStats stats() { return wait(engine->outbox().stats()).value(); }
};

TEST_P(OutboxTest, HoldsOneRowForAnEventThatSomeDeviceWants) {
  const auto delivered = deliver(mail_for(alice, "hello")).value();
  EXPECT_TRUE(delivered.leased.empty());  // this process runs no notifier
  const auto items = claim();
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0].account, alice);
  EXPECT_EQ(items[0].ticket.attempt, 1U);
  const auto& item = std::get<store::EventItem>(items[0].payload);
  EXPECT_EQ(item.event.modseq, delivered.modseq);
  EXPECT_EQ(item.event.log_id, "log-1");
  EXPECT_EQ(octets(item.body), "hello");
  EXPECT_EQ(item.prefix, "Return-Path: <a@example.org>\r\n");
}

TEST_P(OutboxTest, HoldsNothingThatNoDeviceWants) {
  const auto bob = account("bob@example.org");
  device(bob, "tablet", mail::mask_of(mail::EventName::message_expunge));
  std::ignore = deliver(mail_for(bob, "hello"));
  auto silent = mail_for(alice, "spam");
  silent.tell = false;
  std::ignore = deliver(std::move(silent));
  EXPECT_TRUE(claim().empty());
}

TEST_P(OutboxTest, HoldsASieveNotifyWhateverTheDevicesWant) {
  const auto bob = account("bob@example.org");
  auto delivery = mail_for(bob, "hello");
  delivery.targets.clear();
  delivery.notifies.push_back({"phone", "You have mail", "1", "script line 3"});
  std::ignore = deliver(std::move(delivery));
  const auto items = claim();
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(std::get<store::EventItem>(items[0].payload).notifies.at(0).message, "You have mail");
}

TEST_P(OutboxTest, TellsOfAllMailboxesOfOneDeliveryInOneRow) {
  auto delivery = mail_for(alice, "hello");
  delivery.targets.push_back({.mailbox = "Archive"});
  std::ignore = deliver(std::move(delivery));
  const auto items = claim();
  ASSERT_EQ(items.size(), 1U);
  const auto& item = std::get<store::EventItem>(items[0].payload);
  EXPECT_EQ(item.event.mailbox_name, "INBOX");
  ASSERT_EQ(item.also.size(), 1U);
  EXPECT_EQ(item.also[0].mailbox_name, "Archive");
}

TEST_P(OutboxTest, TellsOfQuotaAndMailboxesToo) {
  const auto bob = account("bob@example.org", 100);
  device(bob, "phone",
         mail::mask_of(mail::EventName::quota_exceed) | mail::mask_of(mail::EventName::mailbox_create));
  EXPECT_FALSE(deliver(mail_for(bob, std::string(200, 'x'))));
  std::ignore = mutate(bob, store::CreateMailbox{.name = "new"});
  const auto items = claim();
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(std::get<store::EventItem>(items[0].payload).event.name, mail::EventName::quota_exceed);
  EXPECT_EQ(std::get<store::EventItem>(items[1].payload).event.session, "session-1");
}

TEST_P(OutboxTest, HandsTheRowToItsOwnNotifierWhenThatHasRoom) {
  bool room = true;
  wish.runs_notifier = true;
  wish.has_room = [&] { return room; };
  open();
  const auto leased = deliver(mail_for(alice, "one")).value().leased;
  ASSERT_EQ(leased.size(), 1U);
  EXPECT_TRUE(claim().empty());
  EXPECT_EQ(settle({{.ticket = leased[0].ticket, .verdict = store::Done{}}}), 1U);
  room = false;
  EXPECT_TRUE(deliver(mail_for(alice, "two")).value().leased.empty());
  EXPECT_EQ(claim().size(), 1U);
}

TEST_P(OutboxTest, GivesARowOfADeadProcessOutAgainAtOnce) {
  wish.runs_notifier = true;
  open();
  std::ignore = deliver(mail_for(alice, "one"));
  open();
  const auto items = claim();
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0].ticket.attempt, 2U);
}

TEST_P(OutboxTest, FencesAWorkerWhoseLeaseHasEnded) {
  std::ignore = deliver(mail_for(alice, "one"));
  const auto first = claim(10, 30s);
  EXPECT_TRUE(claim().empty());
  clock.advance(31s);
  const auto second = claim(10, 30s);
  ASSERT_EQ(second.size(), 1U);
  EXPECT_EQ(second[0].ticket.attempt, first[0].ticket.attempt + 1);
  EXPECT_EQ(settle({{.ticket = first[0].ticket, .verdict = store::Done{}}}), 0U);
  EXPECT_EQ(stats().waiting, 1U);
  EXPECT_EQ(settle({{.ticket = second[0].ticket, .verdict = store::Done{}}}), 1U);
  EXPECT_EQ(stats().waiting, 0U);
}

TEST_P(OutboxTest, RenewsALeaseThatStillHolds) {
  std::ignore = deliver(mail_for(alice, "one"));
  const auto items = claim(10, 30s);
  clock.advance(20s);
  EXPECT_EQ(wait(engine->outbox().renew({items[0].ticket}, 30s)).value().size(), 1U);
  clock.advance(20s);
  EXPECT_TRUE(claim().empty());
  EXPECT_TRUE(wait(engine->outbox().renew({{items[0].ticket.id, 99}}, 30s)).value().empty());
}

TEST_P(OutboxTest, WaitsUntilARetryIsDue) {
  std::ignore = deliver(mail_for(alice, "one"));
  const auto items = claim();
  settle({{.ticket = items[0].ticket, .verdict = store::RetryAt{clock.now() + 60s, "busy"}}});
  EXPECT_TRUE(claim().empty());
  EXPECT_EQ(stats().later, 1U);
  EXPECT_EQ(wait(engine->outbox().next_due()).value(), clock.now() + 60s);
  clock.advance(60s);
  const auto again = claim();
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again[0].failures, 1U);
}

TEST_P(OutboxTest, HoldsARetryToBeDueOnceTheClockIsSetBack) {
  std::ignore = deliver(mail_for(alice, "one"));
  const auto items = claim();
  settle({{.ticket = items[0].ticket, .verdict = store::RetryAt{clock.now() + 60s, "busy"}}});
  clock.advance(-1h);
  EXPECT_EQ(stats().waiting, 1U);
  EXPECT_EQ(stats().later, 0U);
  EXPECT_EQ(wait(engine->outbox().next_due()).value(), clock.now());
  const auto again = claim();
  ASSERT_EQ(again.size(), 1U);
  settle({{.ticket = again[0].ticket, .verdict = store::RetryAt{clock.now() + 60s, "busy"}}});
  EXPECT_TRUE(claim().empty()) << "put off by the clock as it is now";
  EXPECT_EQ(wait(engine->outbox().next_due()).value(), clock.now() + 60s);
}

TEST_P(OutboxTest, HoldsARowThatNobodyTookToBeDueOnceTheClockIsSetBack) {
  std::ignore = deliver(mail_for(alice, "one"));
  clock.advance(-1h);
  EXPECT_EQ(claim().size(), 1U);
}

TEST_P(OutboxTest, KnowsAfterARestartThatTheClockWasSetBack) {
  std::ignore = deliver(mail_for(alice, "one"));
  const auto items = claim();
  settle({{.ticket = items[0].ticket, .verdict = store::RetryAt{clock.now() + 60s, "busy"}}});
  std::ignore = deliver(mail_for(alice, "two"));
  EXPECT_EQ(claim().size(), 1U);
  clock.advance(-1h);
  open();
  EXPECT_EQ(claim().size(), 2U);
}

TEST_P(OutboxTest, LetsNoLeaseLastLongerBecauseTheClockIsSetBack) {
  std::ignore = deliver(mail_for(alice, "one"));
  EXPECT_EQ(claim(10, 30s).size(), 1U);
  clock.advance(-1h);
  EXPECT_TRUE(claim(10, 30s).empty());
  clock.advance(30s);
  EXPECT_EQ(claim(10, 30s).size(), 1U);
}

TEST_P(OutboxTest, SplitsOffTheDeviceThatFailed) {
  std::ignore = deliver(mail_for(alice, "one"));
  const auto items = claim();
  settle({{.ticket = items[0].ticket,
           .verdict = store::Done{},
           .splits = {{phone, store::RetryAt{clock.now() + 5s, "busy"}}},
           .trace = {{clock.now(), "phone", "push", "busy"}}}});
  clock.advance(5s);
  const auto again = claim();
  ASSERT_EQ(again.size(), 1U);
  const auto& item = std::get<store::EventItem>(again[0].payload);
  EXPECT_EQ(item.device, phone);
  EXPECT_EQ(octets(item.body), "one");
  EXPECT_EQ(wait(engine->store().trace(alice, item.event.modseq)).value().at(0).text, "busy");
}

TEST_P(OutboxTest, BuriesAndRevives) {
  std::ignore = deliver(mail_for(alice, "one"));
  settle({{.ticket = claim().at(0).ticket, .verdict = store::Dead{"refused"}}});
  EXPECT_TRUE(claim().empty());
  const auto letters = wait(engine->outbox().dead_letters(INT64_MAX, 10)).value();
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_EQ(letters[0].reason, "refused");
  EXPECT_EQ(letters[0].account_address, "alice@example.org");
  EXPECT_TRUE(wait(engine->outbox().revive(letters[0].id)));
  EXPECT_EQ(claim().size(), 1U);
  EXPECT_EQ(wait(engine->outbox().revive(letters[0].id)).error().code, base::Errc::not_found);
}

TEST_P(OutboxTest, ShowsTheMailsAndLetsThemBeTriedOrDropped) {
  auto delivery = mail_for(alice, "one");
  delivery.outgoing.push_back({.sender = {"ann", "example.net"},
                               .recipient = {"bob", "example.com"},
                               .prefix = "Received: x\r\n",
                               .cause = "redirect"});
  std::ignore = deliver(std::move(delivery));
  const auto items = claim();
  const auto mail = std::ranges::find_if(
      items, [](const auto& item) { return std::holds_alternative<store::MailItem>(item.payload); });
  ASSERT_NE(mail, items.end());
  const auto id = mail->ticket.id;
  const auto queue = [&] { return wait(engine->outbox().mails(INT64_MAX, 10)).value(); };
  ASSERT_EQ(queue().size(), 1U) << "the event is no mail";
  EXPECT_TRUE(queue()[0].leased);
  EXPECT_EQ(wait(engine->outbox().hasten_mail(id)).error().code, base::Errc::conflict);
  EXPECT_EQ(wait(engine->outbox().drop_mail(id)).error().code, base::Errc::conflict);
  settle({{.ticket = mail->ticket, .verdict = store::RetryAt{clock.now() + 1h, "451 busy"}}});
  const auto waiting = queue().at(0);
  EXPECT_EQ(waiting.id, id);
  EXPECT_EQ(waiting.account_address, "alice@example.org");
  EXPECT_EQ(waiting.mail.recipient.text(), "bob@example.com");
  EXPECT_EQ(waiting.due, clock.now() + 1h);
  EXPECT_EQ(waiting.reason, "451 busy");
  EXPECT_EQ(waiting.failures, 1U);
  EXPECT_TRUE(claim().empty());
  EXPECT_TRUE(wait(engine->outbox().hasten_mail(id)));
  const auto again = claim();
  ASSERT_EQ(again.size(), 1U);
  settle({{.ticket = again[0].ticket, .verdict = store::Dead{"550 no"}}});
  EXPECT_FALSE(queue().at(0).due);
  EXPECT_TRUE(wait(engine->outbox().drop_mail(id)));
  EXPECT_TRUE(queue().empty());
  EXPECT_EQ(wait(engine->outbox().drop_mail(id)).error().code, base::Errc::not_found);
}

TEST_P(OutboxTest, EntersTheReportInThePlaceOfTheMailThatFailed) {
  auto delivery = mail_for(alice, "one");
  delivery.outgoing.push_back({.sender = {"ann", "example.net"}, .recipient = {"bob", "example.com"}});
  std::ignore = deliver(std::move(delivery));
  auto items = claim();
  const auto mail = std::ranges::find_if(
      items, [](const auto& item) { return std::holds_alternative<store::MailItem>(item.payload); });
  ASSERT_NE(mail, items.end());
  const store::MailItem report{.recipient = {"ann", "example.net"},
                               .body = {},
                               .prefix = "Subject: undelivered\r\n\r\n",
                               .cause = "bounce"};
  settle({{.ticket = mail->ticket, .verdict = store::Done{}, .trace = {}, .bounce = report}});
  const auto queue = wait(engine->outbox().mails(INT64_MAX, 10)).value();
  ASSERT_EQ(queue.size(), 1U);
  EXPECT_EQ(queue[0].mail.cause, "bounce");
  EXPECT_EQ(queue[0].account_address, "alice@example.org");
  const store::Settled late{.ticket = mail->ticket, .verdict = store::Done{}, .trace = {}, .bounce = report};
  EXPECT_EQ(settle({late}), 0U);
  EXPECT_EQ(wait(engine->outbox().mails(INT64_MAX, 10)).value().size(), 1U) << "a lost lease enters nothing";
}

TEST_P(OutboxTest, KeepsTheTermsOfAMailAndWhatATryHasChanged) {
  auto delivery = mail_for(alice, "one");
  store::Outgoing outgoing{.sender = {"ann", "example.net"}, .recipient = {"bob", "example.com"}};
  outgoing.terms.notify = "DELAY";
  outgoing.terms.by = mail::DeliverBy{.until = clock.now()};
  delivery.outgoing.push_back(std::move(outgoing));
  std::ignore = deliver(std::move(delivery));
  auto items = claim();
  const auto item = std::ranges::find_if(
      items, [](const auto& one) { return std::holds_alternative<store::MailItem>(one.payload); });
  ASSERT_NE(item, items.end());
  auto mail = std::get<store::MailItem>(item->payload);
  EXPECT_EQ(mail.terms.notify, "DELAY");
  mail.terms.by->told = true;
  store::Settled later{.ticket = item->ticket, .verdict = store::RetryAt{clock.now() + 1h, "busy"}};
  later.changed = mail;
  settle({later});
  const auto queued = wait(engine->outbox().mails(INT64_MAX, 10)).value().at(0).mail;
  EXPECT_EQ(queued.terms, mail.terms);
  EXPECT_EQ(octets(queued.body), "one");
}

TEST_P(OutboxTest, DropsTheRowsOfADeviceThatIsGone) {
  std::ignore = deliver(mail_for(alice, "one"));
  settle({{.ticket = claim().at(0).ticket,
           .verdict = store::Done{},
           .splits = {{phone, store::RetryAt{clock.now() + 5s, "busy"}}}}});
  std::ignore = wait(engine->store().retire_device(alice, phone, "410 Gone"));
  clock.advance(5s);
  EXPECT_TRUE(claim().empty());
  EXPECT_EQ(wait(engine->store().devices(alice)).value().at(0).retired, "410 Gone");
  std::ignore = deliver(mail_for(alice, "two"));
  EXPECT_TRUE(claim().empty());
}

TEST_P(OutboxTest, PinsTheMessageUntilItIsSettled) {
  std::ignore = deliver(mail_for(alice, "one"));
  const auto inbox = mailbox(alice, "INBOX").id;
  std::ignore = mutate(
      alice,
      store::StoreFlags{
          inbox, mail::UidSet::all(), store::StoreFlags::Mode::add, mail::Flags(mail::Flags::deleted), {}});
  std::ignore = mutate(alice, store::Expunge{inbox});
  const auto items = claim();
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(octets(std::get<store::EventItem>(items[0].payload).body), "one");
}

TEST_P(OutboxTest, LeasesEachRowToOneOfManyWorkers) {
  for (int i = 0; i < 40; ++i) std::ignore = deliver(mail_for(alice, "one"));
  std::set<std::int64_t> ids;
  for (int worker = 0; worker < 8; ++worker)
    for (const auto& item : claim(5)) EXPECT_TRUE(ids.insert(item.ticket.id).second);
  EXPECT_EQ(ids.size(), 40U);
}

TEST_P(OutboxTest, CommitsOutgoingMailWithTheDelivery) {
  auto delivery = mail_for(alice, "forward me");
  delivery.targets.clear();
  delivery.outgoing.push_back({.sender = {"alice", "example.org"},
                               .recipient = {"bob", "elsewhere.example"},
                               .prefix = "Received: by here\r\n",
                               .cause = "redirect"});
  std::ignore = deliver(std::move(delivery));
  const auto items = claim();
  ASSERT_EQ(items.size(), 1U);
  const auto& item = std::get<store::MailItem>(items[0].payload);
  EXPECT_EQ(item.recipient.domain, "elsewhere.example");
  EXPECT_EQ(octets(item.body), "forward me");
  EXPECT_EQ(item.cause, "redirect");
}

TEST_P(OutboxTest, EntersForeignEventsWithTheirCursor) {
  store::Observe observation{
      .account = alice,
      .cursor = {.mailbox = "INBOX", .uid_validity = {7}, .uid_next = {12}, .told_until = clock.now()}};
  observation.events.push_back(
      {.name = mail::EventName::message_new, .mailbox_name = "INBOX", .uids = mail::UidSet(mail::Uid{11})});
  observation.body = body("foreign");
  const auto observed = wait(engine->store().observe(observation)).value();
  EXPECT_EQ(wait(engine->store().cursor(alice, "INBOX")).value(), observation.cursor);
  const auto items = claim();
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(std::get<store::EventItem>(items[0].payload).event.modseq, observed.modseq);
  EXPECT_EQ(events(alice).back().uids.text(), "11");
}

NOTIFYD_FOR_EACH_ENGINE(OutboxTest);

}  // namespace
}  // namespace tests
