// IMAP events that make a script run, and what such a script does (RFC 6785), on every engine.

#include <algorithm>

#include "tests/store/engines/engine_test.hpp"

namespace tests {
namespace {

using store::ImapCause;

class ImapEventsTest : public EngineTest {
 protected:
  void SetUp() override {
    wish.runs_notifier = true;
    wish.has_room = [] { return false; };  // rows wait to be claimed
    EngineTest::SetUp();
    alice = account("alice@example.org");
    inbox = mailbox(alice, "INBOX").id;
    put_script("later");
  }
  void put_script(const std::string& name) {
    using Kind = store::ScriptChange::Kind;
    ASSERT_TRUE(
        wait(engine->store().put_script(alice, {.kind = Kind::put, .name = name, .text = "keep;"}, {})));
  }
  void annotate(mail::MailboxId where, std::optional<std::string> script, bool as_everybody = false) {
    ASSERT_TRUE(mutate(as_everybody ? mail::AccountId{} : alice,
                       store::SetMetadata{where, {{"/shared/imapsieve/script", std::move(script)}}}));
  }
  mail::Uid append(const std::string& to, mail::Flags flags = {}) {
    const auto ref = body("Subject: hi\r\n\r\n");
    return mutate(alice, store::Append{.mailbox = to,
                                       .flags = std::move(flags),
                                       .received = clock.now(),
                                       .body = ref,
                                       .size = 15})
        .value()
        .target.at(0);
  }
  void flag(mail::UidSet uids, const mail::Flags& flags,
            store::StoreFlags::Mode mode = store::StoreFlags::Mode::add) {
    ASSERT_TRUE(mutate(
        alice,
        store::StoreFlags{
            .mailbox = inbox, .uids = std::move(uids), .mode = mode, .flags = flags, .unchanged_since = {}}));
  }
  /// What is queued, each row once: `CAUSE script mailbox uids flags`.
  std::vector<std::string> queued() {
    std::vector<std::string> rows;
    std::vector<store::Settled> done;
    for (const auto& item : claim()) {
      done.push_back({.ticket = item.ticket});
      const auto* script = std::get_if<store::ScriptItem>(&item.payload);
      if (script == nullptr) continue;
      std::string uids;
      for (const auto& range : script->uids.ranges())
        uids += (uids.empty() ? "" : ",") + std::to_string(range.first.value) +
                (range.first == range.last ? "" : ":" + std::to_string(range.last.value));
      const std::string causes[]{"APPEND", "COPY", "FLAG"};
      rows.push_back(causes[static_cast<int>(script->cause)] + " " + script->script + " " +
                     script->mailbox_name + " " + uids + " " + script->changed.text());
    }
    settle(std::move(done));
    std::ranges::sort(rows);
    return rows;
  }
  /// What a script does to the message with uid 1 of INBOX.
  store::Deliver run_of(mail::Flags add, mail::Flags remove, const std::string& key) {
    const auto message = messages(alice, "INBOX").at(0);
    store::Deliver delivery{.account = alice, .dedup_key = key};
    delivery.body = message.body;
    delivery.body_size = 15;
    delivery.received = clock.now();
    delivery.existing = store::Existing{.cause = ImapCause::append,
                                        .mailbox = inbox,
                                        .uid = message.uid,
                                        .add = std::move(add),
                                        .remove = std::move(remove)};
    return delivery;
  }
  static mail::Flags flags(std::uint8_t system, std::vector<std::string> keywords = {}) {
    return mail::Flags(system, std::move(keywords));
  }

  using Rows = std::vector<std::string>;
  mail::AccountId alice;
  mail::MailboxId inbox;
};

TEST_P(ImapEventsTest, QueueNothingWithoutAnAnnotation) {
  append("INBOX");
  flag(mail::UidSet(mail::Uid{1}), flags(mail::Flags::seen));
  ASSERT_TRUE(mutate(alice, store::Copy{.from = inbox, .uids = mail::UidSet::all(), .to = "INBOX"}));
  EXPECT_EQ(queued(), Rows{});
}

TEST_P(ImapEventsTest, QueueNothingWhereNobodyWorksTheOutboxOff) {
  wish.runs_notifier = false;
  open();
  annotate(inbox, "later");
  append("INBOX");
  EXPECT_EQ(queued(), Rows{});
}

TEST_P(ImapEventsTest, QueueTheMailboxsScriptForEachThingThatClientsDo) {
  annotate(inbox, "later");
  append("INBOX", flags(mail::Flags::flagged));
  EXPECT_EQ(queued(), Rows{"APPEND later INBOX 1 "});
  ASSERT_TRUE(mutate(alice, store::Copy{.from = inbox, .uids = mail::UidSet::all(), .to = "INBOX"}));
  EXPECT_EQ(queued(), Rows{"COPY later INBOX 2 "});
  flag(mail::UidSet::all(), flags(mail::Flags::seen, {"$Work"}), store::StoreFlags::Mode::replace);
  EXPECT_EQ(queued(), Rows{"FLAG later INBOX 1:2 \\Flagged \\Seen $Work"});
  flag(mail::UidSet::all(), flags(mail::Flags::seen));
  EXPECT_EQ(queued(), Rows{}) << "no flag has changed";
}

TEST_P(ImapEventsTest, MessagesWithUnlikeChangesAreRowsOfTheirOwn) {
  annotate(inbox, "later");
  append("INBOX", flags(mail::Flags::seen));
  append("INBOX");
  append("INBOX", flags(mail::Flags::seen));
  queued();
  flag(mail::UidSet::all(), flags(mail::Flags::seen | mail::Flags::draft));
  EXPECT_EQ(queued(), (Rows{"FLAG later INBOX 1,3 \\Draft", "FLAG later INBOX 2 \\Seen \\Draft"}));
}

TEST_P(ImapEventsTest, MovesAreCopiesToWhereTheyGo) {
  ASSERT_TRUE(mutate(alice, store::CreateMailbox{.name = "Work", .special_use = ""}));
  annotate(mailbox(alice, "Work").id, "later");
  append("INBOX");
  ASSERT_TRUE(
      mutate(alice, store::Copy{.from = inbox, .uids = mail::UidSet::all(), .to = "Work", .move = true}));
  EXPECT_EQ(queued(), Rows{"COPY later Work 1 "});
}

TEST_P(ImapEventsTest, TheServersAnnotationIsForMailboxesWithoutOne) {
  put_script("own");
  annotate({}, "later", true);
  append("INBOX");
  EXPECT_EQ(queued(), Rows{"APPEND later INBOX 1 "});
  annotate(inbox, "own");
  append("INBOX");
  EXPECT_EQ(queued(), Rows{"APPEND own INBOX 2 "});
  annotate(inbox, "nobody");
  append("INBOX");
  EXPECT_EQ(queued(), Rows{})
      << "RFC 6785 section 2.3.1: the server's is no substitute for one that is not there";
  annotate(inbox, "");
  append("INBOX");
  EXPECT_EQ(queued(), Rows{}) << "nor for an empty one";
}

TEST_P(ImapEventsTest, ManyMessagesAtOnceAreFewRows) {
  annotate(inbox, "later");
  for (int i = 0; i < 3; ++i) append("INBOX");
  while (mailbox(alice, "INBOX").messages < 1500)
    ASSERT_TRUE(mutate(alice, store::Copy{.from = inbox, .uids = mail::UidSet::all(), .to = "INBOX"}));
  const auto rows = queued();
  EXPECT_EQ(std::ranges::count_if(rows, [](const auto& row) { return row.starts_with("COPY"); }), 9);
  flag(mail::UidSet::all(), flags(mail::Flags::seen));
  EXPECT_LE(queued().size(), 4U);
}

TEST_P(ImapEventsTest, DeliveriesRunNone) {
  annotate(inbox, "later");
  ASSERT_TRUE(deliver(mail_for(alice, "one")));
  EXPECT_EQ(queued(), Rows{});
}

TEST_P(ImapEventsTest, AScriptChangesFlagsAndCopiesInOneAndSetsOffNoOther) {
  put_script("at delivery");
  ASSERT_TRUE(wait(engine->store().put_script(
      alice, {.kind = store::ScriptChange::Kind::activate, .name = "at delivery"}, {})));
  annotate(inbox, "later");
  append("INBOX", flags(mail::Flags::seen, {"old"}));
  queued();
  auto run = run_of(flags(mail::Flags::flagged, {"new"}), flags(mail::Flags::seen), "key");
  run.targets.push_back({.mailbox = "INBOX", .flags = flags(mail::Flags::draft)});
  const auto done = deliver(run).value();
  EXPECT_FALSE(done.duplicate);
  EXPECT_EQ(queued(), Rows{});
  auto there = messages(alice, "INBOX");
  ASSERT_EQ(there.size(), 2U);
  EXPECT_EQ(there[0].flags, flags(mail::Flags::flagged, {"new", "old"}));
  EXPECT_EQ(there[1].flags, flags(mail::Flags::draft));
  EXPECT_EQ(octets(there[1].body), "Subject: hi\r\n\r\n");
  const auto trace_of = [&](std::size_t place) {
    return wait(engine->store().arrival(alice, "INBOX", there[place].uid)).value();
  };
  EXPECT_EQ(trace_of(1), trace_of(0));
  EXPECT_TRUE(deliver(run).value().duplicate);
  EXPECT_EQ(messages(alice, "INBOX").size(), 2U);
  std::vector<mail::EventName> names;
  for (const auto& event : events(alice)) names.push_back(event.name);
  EXPECT_EQ(std::ranges::count(names, mail::EventName::message_new), 0) << "nothing came in";
}

TEST_P(ImapEventsTest, WhatAScriptDoesIsToldAsWhatAClientDoes) {
  device(alice, "phone",
         mail::mask_of(mail::EventName::flags_set) | mail::mask_of(mail::EventName::message_append));
  append("INBOX");
  std::ignore = wait(engine->outbox().settle({{.ticket = claim().at(0).ticket}}));
  auto run = run_of(flags(mail::Flags::flagged), {}, "key");
  run.targets.push_back({.mailbox = "INBOX"});
  ASSERT_TRUE(deliver(run));
  std::vector<mail::EventName> told;
  for (const auto& item : claim()) told.push_back(std::get<store::EventItem>(item.payload).event.name);
  std::ranges::sort(told);
  EXPECT_EQ(told, (std::vector{mail::EventName::message_append, mail::EventName::flags_set}));
}

TEST_P(ImapEventsTest, WhatNeedsNoRoomIsDoneBeyondTheQuotaToo) {
  append("INBOX");
  auto account = wait(engine->store().account(alice)).value();
  account.quota = 1;
  ASSERT_TRUE(wait(engine->store().put_account(account)));
  EXPECT_TRUE(deliver(run_of(flags(mail::Flags::flagged), {}, "flags")));
  auto copy = run_of({}, {}, "copy");
  copy.targets.push_back({.mailbox = "INBOX"});
  EXPECT_EQ(deliver(copy).error().code, base::Errc::over_quota);
}

TEST_P(ImapEventsTest, ANotifyIsForTheDevicesThatItNames) {
  device(alice, "phone");
  append("INBOX");
  auto run = run_of({}, {}, "key");
  run.notifies.push_back({.device = "phone", .message = "look", .importance = "1", .cause = "line 1"});
  ASSERT_TRUE(deliver(run));
  const auto items = claim();
  ASSERT_EQ(items.size(), 1U);
  const auto& item = std::get<store::EventItem>(items[0].payload);
  EXPECT_FALSE(item.subscriptions_apply);
  EXPECT_EQ(item.event.mailbox_name, "INBOX");
  EXPECT_EQ(item.event.uids, mail::UidSet(mail::Uid{1}));
  EXPECT_EQ(octets(item.body), "Subject: hi\r\n\r\n");
  ASSERT_EQ(item.notifies.size(), 1U);
}

TEST_P(ImapEventsTest, WhatIsDoneStandsInTheTraceOfTheMessage) {
  annotate(inbox, "later");
  const auto uid = append("INBOX");
  auto run = run_of({}, {}, "key");
  run.trace.push_back({.at = clock.now(), .stage = "DF", .text = "looked at"});
  ASSERT_TRUE(deliver(run));
  const auto modseq = wait(engine->store().arrival(alice, "INBOX", uid)).value();
  const auto trace = wait(engine->store().trace(alice, modseq)).value();
  ASSERT_EQ(trace.size(), 1U);
  EXPECT_EQ(trace[0].text, "looked at");
}

TEST_P(ImapEventsTest, ATraceStopsGrowingWhileScriptsGoOn) {
  annotate(inbox, "later");
  const auto uid = append("INBOX");
  constexpr std::size_t runs = 40;
  for (std::size_t i = 0; i < runs; ++i) {
    auto run = run_of({}, {}, "key " + std::to_string(i));
    run.trace.push_back({.at = clock.now(), .stage = "DF", .text = std::string(1000, 'x')});
    run.targets.push_back({.mailbox = "INBOX"});
    ASSERT_TRUE(deliver(run));
  }
  const auto modseq = wait(engine->store().arrival(alice, "INBOX", uid)).value();
  const auto kept = wait(engine->store().trace(alice, modseq)).value().size();
  EXPECT_GE(kept, 10U);
  EXPECT_LE(kept, 17U) << "16 KiB, and what began below them";
  EXPECT_EQ(messages(alice, "INBOX").size(), 1 + runs);
}

TEST_P(ImapEventsTest, AMessageThatHasGoneIsAConflictAndNothingIsDone) {
  append("INBOX");
  auto run = run_of({}, {}, "key");
  run.targets.push_back({.mailbox = "INBOX"});
  run.outgoing.push_back({.sender = {},
                          .recipient = {"kim", "example.com"},
                          .prefix = "x",
                          .carries_body = false,
                          .cause = "notify"});
  flag(mail::UidSet::all(), flags(mail::Flags::deleted));
  ASSERT_TRUE(mutate(alice, store::Expunge{.mailbox = inbox}));
  const auto done = deliver(run);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, base::Errc::conflict);
  EXPECT_TRUE(claim().empty());
}

NOTIFYD_FOR_EACH_ENGINE(ImapEventsTest);

}  // namespace
}  // namespace tests
