// A delivery through the seam, on every engine.

#include <algorithm>

#include "tests/store/engines/engine_test.hpp"

namespace tests {
namespace {

class DeliverTest : public EngineTest {
 protected:
  mail::AccountId alice;
  void SetUp() override {
    EngineTest::SetUp();
    alice = account("alice@example.org");
  }
};

TEST_P(DeliverTest, GivesEachMessageTheNextUidAndModseq) {
  const auto first = deliver(mail_for(alice, "one")).value();
  const auto second = deliver(mail_for(alice, "two")).value();
  EXPECT_EQ(first.placed.at(0).uid.value, 1U);
  EXPECT_EQ(second.placed.at(0).uid.value, 2U);
  EXPECT_EQ(first.modseq.value + 1, second.modseq.value);
  EXPECT_EQ(mailbox(alice, "INBOX").uid_next.value, 3U);
}

TEST_P(DeliverTest, StoresTheOctetsAsTheyCameAndThePrefixBeside) {
  std::ignore = deliver(mail_for(alice, "Subject: hi\r\n\r\nbody"));
  const auto found = messages(alice, "INBOX");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(octets(found[0].body), "Subject: hi\r\n\r\nbody");
  EXPECT_EQ(octets(found[0].body, {9, 2}), "hi");
  EXPECT_EQ(octets(found[0].body, {15, 100}), "body");
  EXPECT_EQ(found[0].prefix, "Return-Path: <a@example.org>\r\n");
  EXPECT_EQ(found[0].size, 19 + found[0].prefix.size());
}

TEST_P(DeliverTest, FilesACopyOfWhatWasSentAndTellsNobody) {
  const auto phone = device(alice, "phone");
  auto delivery = mail_for(alice, "one");
  delivery.copies.push_back({.mailbox = "Sent",
                             .flags = mail::Flags(mail::Flags::seen, {}),
                             .create = true,
                             .body = body("Subject: away\r\n\r\n")});
  const auto delivered = deliver(std::move(delivery)).value();
  EXPECT_EQ(delivered.placed.size(), 1U);
  const auto copies = messages(alice, "Sent");
  ASSERT_EQ(copies.size(), 1U);
  EXPECT_EQ(octets(copies[0].body), "Subject: away\r\n\r\n");
  EXPECT_EQ(copies[0].prefix, "");
  EXPECT_TRUE(copies[0].flags.has(mail::Flags::seen));
  const auto items = claim();
  ASSERT_EQ(items.size(), 1U) << "the device " << phone.value << " hears of the message alone";
  EXPECT_TRUE(std::get<store::EventItem>(items[0].payload).also.empty());
  EXPECT_EQ(std::get<store::EventItem>(items[0].payload).event.mailbox_name, "INBOX");
  std::vector<mail::EventName> names;
  for (const auto& event : events(alice)) names.push_back(event.name);
  EXPECT_EQ(std::ranges::count(names, mail::EventName::message_append), 1);
}

TEST_P(DeliverTest, CountsWhatLiesInTheMailbox) {
  auto seen = mail_for(alice, "one");
  seen.targets[0].flags = mail::Flags(mail::Flags::seen, {"$Label"});
  std::ignore = deliver(std::move(seen));
  std::ignore = deliver(mail_for(alice, "two"));
  const auto view = wait(engine->store().mailbox(alice, "inbox")).value();
  EXPECT_EQ(view.mailbox.messages, 2U);
  EXPECT_EQ(view.mailbox.unseen, 1U);
  EXPECT_EQ(view.mailbox.recent, 2U);
  EXPECT_EQ(view.first_unseen.value, 2U);
  EXPECT_EQ(view.uids.text(), "1:2");
  EXPECT_EQ(view.keywords, std::vector<std::string>{"$Label"});
  EXPECT_EQ(wait(engine->store().account(alice)).value().used, view.mailbox.size);
}

TEST_P(DeliverTest, ShowsTheMessageAsAnEvent) {
  const auto delivered = deliver(mail_for(alice, "one")).value();
  const auto seen = events(alice);
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].name, mail::EventName::message_new);
  EXPECT_EQ(seen[0].modseq, delivered.modseq);
  EXPECT_EQ(seen[0].mailbox_name, "INBOX");
  EXPECT_EQ(seen[0].uids.text(), "1");
  EXPECT_EQ(seen[0].uid_next.value, 2U);
  EXPECT_EQ(seen[0].log_id, "log-1");
}

TEST_P(DeliverTest, HintsAfterTheCommit) {
  std::vector<std::uint64_t> heard;
  const auto subscription = bus.subscribe(alice, [&](mail::ModSeq head) { heard.push_back(head.value); });
  const auto delivered = deliver(mail_for(alice, "one")).value();
  EXPECT_EQ(heard, std::vector<std::uint64_t>{delivered.modseq.value});
}

TEST_P(DeliverTest, TakesTheSameKeyForARetryAndChangesNothing) {
  const auto first = deliver(mail_for(alice, "one", "key")).value();
  const auto again = deliver(mail_for(alice, "one", "key")).value();
  EXPECT_FALSE(first.duplicate);
  EXPECT_TRUE(again.duplicate);
  EXPECT_EQ(again.modseq, first.modseq);
  ASSERT_EQ(again.placed.size(), 1U);
  EXPECT_EQ(again.placed[0].uid, first.placed[0].uid);
  EXPECT_EQ(mailbox(alice, "INBOX").messages, 1U);
}

TEST_P(DeliverTest, KeepsTheKeyOverARestart) {
  std::ignore = deliver(mail_for(alice, "one", "key"));
  open();
  EXPECT_TRUE(deliver(mail_for(alice, "one", "key")).value().duplicate);
}

TEST_P(DeliverTest, DeliversADeliberateRepeatOnceTheReplyWasRead) {
  std::ignore = deliver(mail_for(alice, "one", "key"));
  wait(engine->store().release("key"));
  EXPECT_FALSE(deliver(mail_for(alice, "one", "key")).value().duplicate);
  EXPECT_EQ(mailbox(alice, "INBOX").messages, 2U);
}

TEST_P(DeliverTest, ForgetsAnUnreleasedKeyAfterFiveDays) {
  std::ignore = deliver(mail_for(alice, "one", "key"));
  clock.advance(std::chrono::hours(5 * 24) + std::chrono::seconds(1));
  EXPECT_FALSE(deliver(mail_for(alice, "one", "key")).value().duplicate);
}

TEST_P(DeliverTest, SharesTheBodyAmongRecipients) {
  const auto bob = account("bob@example.org");
  auto delivery = mail_for(alice, "shared");
  std::ignore = deliver(delivery);
  delivery.account = bob;
  std::ignore = deliver(delivery);
  EXPECT_EQ(messages(alice, "INBOX").at(0).body, messages(bob, "INBOX").at(0).body);
}

TEST_P(DeliverTest, LeavesNoTraceWhenTheMailboxIsMissing) {
  auto delivery = mail_for(alice, "one", "key");
  delivery.targets.push_back({.mailbox = "Lists"});
  const auto answer = deliver(delivery);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, base::Errc::conflict);
  EXPECT_TRUE(events(alice).empty());
  EXPECT_EQ(mailbox(alice, "INBOX").messages, 0U);
  delivery.targets[1].create = true;
  EXPECT_FALSE(deliver(delivery).value().duplicate);
  EXPECT_EQ(mailbox(alice, "Lists").messages, 1U);
}

TEST_P(DeliverTest, MakesAMailboxWithItsSpecialUse) {
  auto delivery = mail_for(alice, "one");
  delivery.targets.push_back({.mailbox = "Old/Mail", .create = true, .special_use = "\\Archive"});
  EXPECT_FALSE(deliver(delivery).value().duplicate);
  EXPECT_EQ(mailbox(alice, "Old/Mail").special_use, "\\Archive");
  EXPECT_EQ(mailbox(alice, "Old").special_use, "");
}

TEST_P(DeliverTest, RefusesWhatDoesNotFitTheQuotaAndTellsOnce) {
  const auto small = account("small@example.org", 100);
  std::ignore = deliver(mail_for(small, std::string(40, 'x')));
  for (int i = 0; i < 2; ++i) {
    const auto answer = deliver(mail_for(small, std::string(40, 'x')));
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, base::Errc::over_quota);
  }
  const auto seen = events(small);
  EXPECT_EQ(std::ranges::count(seen, mail::EventName::quota_exceed, &mail::Event::name), 1);
  EXPECT_EQ(mailbox(small, "INBOX").messages, 1U);
}

TEST_P(DeliverTest, TellsThatTheQuotaHasChangedAndThatThereIsRoomAgain) {
  const auto small = account("small@example.org", 100);
  const auto with_quota = [&](std::uint64_t quota) {
    std::ignore =
        wait(engine->store().put_account({.id = small, .address = "small@example.org", .quota = quota}))
            .value();
  };
  const auto refused = [&] { return !deliver(mail_for(small, std::string(90, 'x'))); };
  const auto told = [&](mail::EventName name) {
    return std::ranges::count(events(small), name, &mail::Event::name);
  };
  std::ignore = deliver(mail_for(small, std::string(40, 'x')));
  ASSERT_TRUE(refused());
  with_quota(100);
  EXPECT_EQ(told(mail::EventName::quota_change), 0) << "it is as it was";
  with_quota(120);
  EXPECT_EQ(told(mail::EventName::quota_change), 1);
  EXPECT_EQ(told(mail::EventName::quota_within), 1);
  ASSERT_TRUE(refused());
  EXPECT_EQ(told(mail::EventName::quota_exceed), 2) << "it was within meanwhile";
  with_quota(0);
  EXPECT_EQ(told(mail::EventName::quota_within), 2) << "no quota is never exceeded";
  EXPECT_FALSE(refused());
}

TEST_P(DeliverTest, AnswersConflictWhenTheScriptHasChanged) {
  auto delivery = mail_for(alice, "one");
  const auto put = wait(engine->store().put_script(alice, {.name = "s", .text = "keep;"}, {})).value();
  const auto active =
      wait(engine->store().put_script(alice, {.kind = store::ScriptChange::Kind::activate, .name = "s"}, {}))
          .value();
  EXPECT_LT(put, active);
  EXPECT_EQ(deliver(delivery).error().code, base::Errc::conflict);
  delivery.relied_on.script = wait(engine->store().script(alice, "")).value().modseq;
  EXPECT_TRUE(deliver(delivery));
}

TEST_P(DeliverTest, RemembersAKeyOfAScriptUntilItsTime) {
  auto delivery = mail_for(alice, "one");
  delivery.memory = {{"vacation:x", clock.now() + std::chrono::hours(1)}};
  EXPECT_FALSE(wait(engine->store().remembers(alice, "vacation:x")).value());
  ASSERT_TRUE(deliver(delivery));
  EXPECT_TRUE(wait(engine->store().remembers(alice, "vacation:x")).value());
  EXPECT_FALSE(wait(engine->store().remembers(alice, "vacation:X")).value());
  EXPECT_FALSE(wait(engine->store().remembers(account("bob@example.org"), "vacation:x")).value());
  open();
  EXPECT_TRUE(wait(engine->store().remembers(alice, "vacation:x")).value());
  clock.advance(std::chrono::hours(1));
  EXPECT_FALSE(wait(engine->store().remembers(alice, "vacation:x")).value());
}

TEST_P(DeliverTest, AnswersConflictWhenTheMemoryHasChanged) {
  auto delivery = mail_for(alice, "one");
  delivery.memory = {{"k", clock.now() + std::chrono::hours(1)}};
  delivery.relied_on.memory = {{"k", false}};
  ASSERT_TRUE(deliver(delivery));
  EXPECT_EQ(deliver(delivery).error().code, base::Errc::conflict);
  EXPECT_EQ(mailbox(alice, "INBOX").messages, 1U);
  delivery.relied_on.memory = {{"k", true}};
  delivery.memory[0].until = clock.now() + std::chrono::hours(2);
  ASSERT_TRUE(deliver(delivery));
  clock.advance(std::chrono::minutes(90));
  EXPECT_TRUE(wait(engine->store().remembers(alice, "k")).value()) << "the later time counts";
  clock.advance(std::chrono::hours(1));
  EXPECT_EQ(deliver(delivery).error().code, base::Errc::conflict) << "it is forgotten meanwhile";
}

TEST_P(DeliverTest, PutsACopyWithABodyOfItsOwnBesideTheOthers) {
  device(alice, "phone");
  auto delivery = mail_for(alice, "Subject: as it came");
  delivery.targets = {{.mailbox = "INBOX", .body = body("Subject: edited, and longer")},
                      {.mailbox = "As it came", .create = true}};
  delivery.outgoing = {{.recipient = {"bob", "example.net"}, .body = delivery.targets[0].body},
                       {.recipient = {"bea", "example.net"}}};
  ASSERT_TRUE(deliver(delivery));
  const auto edited = messages(alice, "INBOX").at(0);
  EXPECT_EQ(octets(edited.body), "Subject: edited, and longer");
  EXPECT_EQ(edited.size, 27 + edited.prefix.size());
  EXPECT_EQ(octets(messages(alice, "As it came").at(0).body), "Subject: as it came");
  EXPECT_EQ(wait(engine->store().account(alice)).value().used, 46 + 2 * edited.prefix.size());
  std::vector<std::string> leaving;
  for (const auto& item : claim())
    if (const auto* mail = std::get_if<store::MailItem>(&item.payload))
      leaving.push_back(octets(mail->body));
    else
      leaving.push_back(octets(std::get<store::EventItem>(item.payload).body));
  EXPECT_EQ(leaving, (std::vector<std::string>{"Subject: edited, and longer", "Subject: edited, and longer",
                                               "Subject: as it came"}));
}

TEST_P(DeliverTest, ChargesACopyWithABodyOfItsOwnForItsOwnSize) {
  const auto small = account("small@example.org", 200);
  auto delivery = mail_for(small, "short");
  delivery.targets[0].body = body(std::string(300, 'x'));
  EXPECT_EQ(deliver(delivery).error().code, base::Errc::over_quota);
  delivery.targets[0].body = {};
  EXPECT_TRUE(deliver(delivery));
}

TEST_P(DeliverTest, RemembersADiscardOnlyInItsTrace) {
  auto delivery = mail_for(alice, "spam");
  delivery.targets.clear();
  delivery.trace.push_back({clock.now(), "", "DF", "discarded by line 3"});
  const auto delivered = deliver(delivery).value();
  EXPECT_TRUE(delivered.placed.empty());
  EXPECT_EQ(mailbox(alice, "INBOX").messages, 0U);
  EXPECT_EQ(wait(engine->store().trace(alice, delivered.modseq)).value().at(0).text, "discarded by line 3");
}

TEST_P(DeliverTest, AMailThatAnotherServerHasTakenIsAnEventAndNoMessage) {
  device(alice, "phone");
  auto delivery = mail_for(alice, "passed on", "key");
  delivery.targets.clear();
  delivery.elsewhere = {"Work", "INBOX"};
  EXPECT_FALSE(wait(engine->store().is_known("key")).value());
  ASSERT_TRUE(deliver(delivery));
  EXPECT_TRUE(wait(engine->store().is_known("key")).value());
  EXPECT_TRUE(deliver(delivery).value().duplicate);
  EXPECT_EQ(mailbox(alice, "INBOX").messages, 0U);
  const auto told = events(alice);
  ASSERT_GE(told.size(), 2U);
  EXPECT_EQ(told[told.size() - 2].mailbox_name, "Work");
  EXPECT_EQ(told.back().mailbox_name, "INBOX");
  EXPECT_TRUE(told.back().uids.empty());
  const auto items = claim();
  ASSERT_EQ(items.size(), 1U);
  const auto& item = std::get<store::EventItem>(items[0].payload);
  EXPECT_EQ(item.event.mailbox_name, "Work");
  EXPECT_EQ(item.also.at(0).mailbox_name, "INBOX");
  EXPECT_EQ(octets(item.body), "passed on");
  wait(engine->store().release("key"));
  EXPECT_FALSE(wait(engine->store().is_known("key")).value());
}

NOTIFYD_FOR_EACH_ENGINE(DeliverTest);

}  // namespace
}  // namespace tests
