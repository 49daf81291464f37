// Scripts that IMAP commands set off: from the row of the outbox to what became of the message.

#include "notifyd/filters/imap_events.hpp"

#include <future>

#include "notifyd/filters/plan.hpp"
#include "tests/notifyd/filters/fixture.hpp"

namespace notifyd::filters {
namespace {

class ImapEventsRunTest : public DepositTest {
 protected:
  void SetUp() override {
    DepositTest::SetUp();
    inbox = wait(engine->store().mailbox(alice, "INBOX")).value().mailbox.id;
    start();
    change({store::SetMetadata{inbox, {{"/shared/imapsieve/script", "main"}}}});
  }
  void TearDown() override {
    events.reset();
    DepositTest::TearDown();
  }
  void start() {
    events =
        std::make_unique<ImapEvents>(ImapEventParts{.chain = deposit->chain(),
                                                    .store = engine->store(),
                                                    .blobs = engine->blobs(),
                                                    .is_on = [this](const std::string&) { return is_on; },
                                                    .clock = clock,
                                                    .leased = {},
                                                    .log = {}});
  }
  store::Changed change(store::Mutation mutation) {
    return wait(engine->store().mutate(alice, std::move(mutation), "")).value();
  }
  void append(mail::Flags flags = {}, const std::string& octets = some_mail) {
    const auto ref = wait(engine->blobs().put(base::Body(octets))).value();
    change(store::Append{.mailbox = "INBOX",
                         .flags = std::move(flags),
                         .received = clock.now(),
                         .body = ref,
                         .size = octets.size()});
  }
  void add_flags(mail::Flags flags) {
    change(store::StoreFlags{
        .mailbox = inbox, .uids = mail::UidSet::all(), .flags = std::move(flags), .unchanged_since = {}});
  }
  /// Works the rows of scripts off; false if one is to be tried again.
  bool work(std::uint32_t attempt = 1) {
    bool done = true;
    for (auto& item : wait(engine->outbox().claim(100, std::chrono::seconds(30))).value()) {
      if (!std::holds_alternative<store::ScriptItem>(item.payload)) continue;
      const auto ticket = item.ticket;
      item.ticket.attempt = attempt;
      auto settled = wait(events->run(item));
      done = done && std::holds_alternative<store::Done>(settled.verdict);
      settled.ticket = ticket;
      wait(engine->outbox().settle({std::move(settled)})).value();
    }
    return done;
  }
  /// The same, and the rows stay.
  bool work_without_settling() {
    bool done = true;
    for (auto& item : wait(engine->outbox().claim(100, std::chrono::seconds(30))).value())
      if (std::holds_alternative<store::ScriptItem>(item.payload))
        done = done && std::holds_alternative<store::Done>(wait(events->run(std::move(item))).verdict);
    return done;
  }
  std::string flags_of(const std::string& name, std::size_t place = 0) {
    const auto there = messages(alice, name);
    return place < there.size() ? there[place].flags.text() : "(none)";
  }
  std::vector<store::MailItem> mails() {
    std::vector<store::MailItem> out;
    for (const auto& one : wait(engine->outbox().mails(1'000'000, 100)).value()) out.push_back(one.mail);
    return out;
  }

  mail::MailboxId inbox;
  bool is_on = true;
  std::unique_ptr<ImapEvents> events;
};

TEST_F(ImapEventsRunTest, AScriptSeesWhyItRuns) {
  script(alice,
         "require [\"environment\", \"imapsieve\", \"imap4flags\", \"variables\"];\n"
         "if environment :matches \"imap.cause\" \"*\" { set \"c\" \"${1}\"; }\n"
         "if environment :matches \"imap.mailbox\" \"*\" { set \"m\" \"${1}\"; }\n"
         "if environment :matches \"imap.user\" \"*@*\" { set \"u\" \"${1}\"; }\n"
         "if environment :matches \"location\" \"*\" { set \"l\" \"${1}\"; }\n"
         "if environment :matches \"phase\" \"*\" { set \"p\" \"${1}\"; }\n"
         "if environment :contains \"imap.changedflags\" \"Flagged\" { set \"f\" \"F\"; }\n"
         "if hasflag \"\\\\Flagged\" { set \"h\" \"H\"; }\n"
         "addflag \"${c}-${m}-${u}-${l}-${p}-${f}${h}\";");
  append();
  EXPECT_TRUE(work());
  EXPECT_EQ(flags_of("INBOX"), "APPEND-INBOX-alice-MS-post-");
  add_flags(mail::Flags(mail::Flags::flagged));
  EXPECT_TRUE(work());
  EXPECT_EQ(flags_of("INBOX"), "\\Flagged APPEND-INBOX-alice-MS-post- FLAG-INBOX-alice-MS-post-FH");
}

TEST_F(ImapEventsRunTest, FileintoCopiesAndMarksTheOriginalDeleted) {
  script(alice, "require [\"fileinto\", \"mailbox\"]; fileinto :create \"Work\";");
  append(mail::Flags(mail::Flags::flagged));
  EXPECT_TRUE(work());
  EXPECT_EQ(flags_of("INBOX"), "\\Flagged \\Deleted");
  EXPECT_EQ(messages(alice, "Work").size(), 1U);
  EXPECT_EQ(flags_of("Work"), "\\Flagged") << "as COPY does";
  EXPECT_TRUE(work());
  EXPECT_EQ(messages(alice, "Work").size(), 1U) << "what scripts do sets off no script";
}

TEST_F(ImapEventsRunTest, WithAKeepTheOriginalStays) {
  script(alice, "require [\"fileinto\", \"copy\"]; fileinto :copy \"INBOX\";");
  append(mail::Flags(mail::Flags::seen));
  EXPECT_TRUE(work());
  ASSERT_EQ(messages(alice, "INBOX").size(), 2U);
  EXPECT_EQ(flags_of("INBOX"), "\\Seen");
}

TEST_F(ImapEventsRunTest, DiscardMarksAndAMailboxThatIsNotThereKeeps) {
  script(alice, "discard;");
  append();
  EXPECT_TRUE(work());
  EXPECT_EQ(flags_of("INBOX"), "\\Deleted");
  script(alice, "require \"fileinto\"; fileinto \"Nowhere\";");
  append();
  EXPECT_TRUE(work());
  EXPECT_EQ(flags_of("INBOX", 1), "");
  EXPECT_EQ(messages(alice, "INBOX").size(), 2U);
  EXPECT_NE(trace(alice).find("the message stays where it is"), std::string::npos) << trace(alice);
}

TEST_F(ImapEventsRunTest, AScriptThatOnlyLooksWritesNothing) {
  script(alice, "require \"imap4flags\"; if hasflag \"\\\\Flagged\" { stop; }");
  append(mail::Flags(mail::Flags::flagged, {"$Work"}));
  const auto before = wait(engine->store().heads({alice})).value();
  fault = [](std::string_view) {
    return std::optional(base::fail(base::Errc::no_space, "nothing is written"));
  };
  EXPECT_TRUE(work_without_settling());
  fault = nullptr;
  EXPECT_EQ(wait(engine->store().heads({alice})).value(), before);
}

TEST_F(ImapEventsRunTest, OnlyTheFlagsThatAScriptChangedAreChanged) {
  const ImapEvent event{.script = "main", .items = {}, .flags = mail::Flags(mail::Flags::seen, {"a", "b"})};
  const mail::Envelope envelope;
  const mail::Recipient recipient;
  const store::Account account;
  const Sending sending;
  const mail::Message message{std::string(some_mail)};
  const std::set<std::string> mailboxes{"INBOX"};
  store::Deliver delivery;
  delivery.existing.emplace();
  Decision decision;
  decision.flags = mail::Flags(mail::Flags::seen, {"b", "c"});
  carry_out(std::move(decision),
            {.envelope = envelope,
             .recipient = recipient,
             .account = account,
             .mailboxes = &mailboxes,
             .sending = sending,
             .message = message,
             .event = &event},
            delivery);
  EXPECT_EQ(delivery.existing->add.text(), "c");
  EXPECT_EQ(delivery.existing->remove.text(), "a");
}

TEST_F(ImapEventsRunTest, FlagsOfAnIncludedScriptAreThoseOfTheMessage) {
  script(alice, "require \"include\"; include \"flags\";");
  spare_script(alice, "flags", "require \"imap4flags\"; addflag \"$Home\";");
  append(mail::Flags(mail::Flags::flagged, {"$Work"}));
  EXPECT_TRUE(work());
  EXPECT_EQ(flags_of("INBOX"), "\\Flagged $Home $Work");
}

TEST_F(ImapEventsRunTest, ACopyHasTheFlagsOfTheMessageUntilAScriptSetsThem) {
  script(alice,
         "require [\"include\", \"fileinto\", \"mailbox\", \"copy\"]; fileinto :copy :create \"A\"; "
         "include \"flags\"; fileinto :copy :create \"B\";");
  spare_script(alice, "flags", "require \"imap4flags\"; addflag \"$Home\";");
  append(mail::Flags(mail::Flags::flagged | mail::Flags::deleted, {"$Work"}));
  EXPECT_TRUE(work());
  EXPECT_EQ(flags_of("A"), "\\Flagged $Work");
  EXPECT_NE(flags_of("B").find("$Home $Work"), std::string::npos) << flags_of("B");
}

TEST_F(ImapEventsRunTest, AScriptWithoutFlagsChangesNone) {
  script(alice, "keep;");
  append(mail::Flags(mail::Flags::flagged, {"$Work"}));
  EXPECT_TRUE(work());
  EXPECT_EQ(flags_of("INBOX"), "\\Flagged $Work");
}

TEST_F(ImapEventsRunTest, ARedirectIsItsOwnersAndCarriesEdits) {
  script(
      alice,
      "require [\"copy\", \"editheader\"]; addheader \"X-New\" \"1\"; redirect :copy \"kim@example.com\";");
  append();
  EXPECT_TRUE(work());
  const auto sent = mails();
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_EQ(sent[0].sender.text(), "alice@example.org");
  EXPECT_EQ(sent[0].recipient.text(), "kim@example.com");
  const auto octets = std::string(wait(engine->blobs().get(sent[0].body, {})).value().view());
  EXPECT_TRUE(octets.starts_with("X-New: 1\r\n")) << octets;
  EXPECT_EQ(std::string(wait(engine->blobs().get(messages(alice, "INBOX")[0].body, {})).value().view()),
            some_mail);
  EXPECT_EQ(flags_of("INBOX"), "");
}

TEST_F(ImapEventsRunTest, AScriptThatFailsLeavesTheMessageAndSaysWhy) {
  script(alice, "require [\"vacation\", \"imap4flags\"]; addflag \"x\"; vacation \"away\";");
  append(mail::Flags(mail::Flags::seen));
  EXPECT_TRUE(work());
  EXPECT_EQ(flags_of("INBOX"), "\\Seen");
  EXPECT_NE(trace(alice).find("\"vacation\" answers a delivery"), std::string::npos) << trace(alice);
  EXPECT_TRUE(mails().empty());
}

TEST_F(ImapEventsRunTest, ThereIsNoEnvelope) {
  script(alice, "require \"envelope\"; if envelope \"to\" \"alice@example.org\" { discard; }");
  append();
  EXPECT_TRUE(work());
  EXPECT_EQ(flags_of("INBOX"), "");
  EXPECT_NE(trace(alice).find("this message came without one"), std::string::npos) << trace(alice);
}

TEST_F(ImapEventsRunTest, ARowThatIsWorkedOffAgainDoesNothingTwice) {
  script(alice, "require \"copy\"; redirect :copy \"kim@example.com\";");
  append();
  append();
  const auto items = wait(engine->outbox().claim(100, std::chrono::seconds(30))).value();
  ASSERT_EQ(items.size(), 2U);
  for (auto item : items) {
    wait(events->run(item));
    item.ticket.attempt = 2;
    wait(events->run(item));
  }
  EXPECT_EQ(mails().size(), 2U);
}

TEST_F(ImapEventsRunTest, AStoreThatFailsIsAskedAgain) {
  script(alice, "discard;");
  append();
  fault = [](std::string_view step) {
    return step == "done" ? std::optional(base::fail(base::Errc::no_space, "full")) : std::nullopt;
  };
  EXPECT_FALSE(work());
  EXPECT_EQ(flags_of("INBOX"), "");
  fault = nullptr;
  clock.advance(std::chrono::hours(1));
  EXPECT_TRUE(work());
  EXPECT_EQ(flags_of("INBOX"), "\\Deleted");
}

TEST_F(ImapEventsRunTest, AStoreThatFailsForDaysIsGivenUp) {
  script(alice, "discard;");
  append();
  fault = [](std::string_view step) {
    return step == "done" ? std::optional(base::fail(base::Errc::no_space, "full")) : std::nullopt;
  };
  EXPECT_FALSE(work());
  clock.advance(std::chrono::hours(5 * 24 + 1));
  EXPECT_FALSE(work());
  fault = nullptr;
  const auto dead = wait(engine->outbox().dead_letters(1'000'000, 10)).value();
  ASSERT_EQ(dead.size(), 1U);
  EXPECT_EQ(dead[0].kind, "script");
  EXPECT_EQ(dead[0].reason, "full");
}

TEST_F(ImapEventsRunTest, WhoHasManyMessagesKeepsNobodyFromHis) {
  constexpr std::size_t many = 200;
  const auto bob = account("bob@example.org");
  const auto carol = account("carol@example.org");
  std::vector<store::Item> rows;
  for (const auto who : {alice, carol, bob}) {
    script(who, "require \"imap4flags\"; addflag \"done\";");
    const auto ref = wait(engine->blobs().put(base::Body(std::string(some_mail)))).value();
    for (std::size_t i = 0; i < (who == bob ? 1 : many); ++i)
      ASSERT_TRUE(wait(engine->store().mutate(who, store::Append{.mailbox = "INBOX", .body = ref}, "")));
    const auto where = wait(engine->store().mailbox(who, "INBOX")).value().mailbox.id;
    store::ScriptItem item{
        .cause = store::ImapCause::flag, .script = "main", .mailbox = where, .mailbox_name = "INBOX"};
    item.uids.add(mail::Uid{1}, mail::Uid{many});
    rows.push_back({.ticket = {.id = 1, .attempt = 1}, .account = who, .payload = std::move(item)});
  }
  std::vector<std::future<void>> ends;
  for (const auto& row : rows)
    ends.push_back(
        net::run_beside(loops.first(), [this, row]() -> net::Task<> { co_await events->run(row); }));
  ends[2].get();
  EXPECT_EQ(ends[0].wait_for(std::chrono::seconds(0)), std::future_status::timeout);
  EXPECT_EQ(ends[1].wait_for(std::chrono::seconds(0)), std::future_status::timeout);
  ends[0].get();
  ends[1].get();
  for (const auto& message : messages(carol, "INBOX")) EXPECT_EQ(message.flags.text(), "done");
}

TEST_F(ImapEventsRunTest, WhatIsNotBegunWhenItStopsIsLeft) {
  script(alice, "discard;");
  append();
  events->stop();
  EXPECT_FALSE(work());
  EXPECT_EQ(flags_of("INBOX"), "");
  start();
  EXPECT_TRUE(work()) << "due at once";
  EXPECT_EQ(flags_of("INBOX"), "\\Deleted");
}

// The script over one message fails the machine each time.
TEST_F(ImapEventsRunTest, AMessageThatCannotBeWorkedOnKeepsNoneFromTheirs) {
  script(alice, "require \"imap4flags\"; addflag \"done\";");
  append();
  append();
  std::atomic<int> calls = 0;
  fault = [&](std::string_view step) -> std::optional<base::Error> {
    if (step == "account" && calls++ == 0) throw std::runtime_error("a bug");
    return std::nullopt;
  };
  store::ScriptItem both{
      .cause = store::ImapCause::flag, .script = "main", .mailbox = inbox, .mailbox_name = "INBOX"};
  both.uids.add(mail::Uid{1}, mail::Uid{2});
  const auto settled = wait(events->run(
      {.ticket = {.id = 1, .attempt = 1}, .account = alice, .created = clock.now(), .payload = both}));
  EXPECT_TRUE(std::holds_alternative<store::RetryAt>(settled.verdict));
  EXPECT_EQ(flags_of("INBOX", 0), "");
  EXPECT_EQ(flags_of("INBOX", 1), "done");
}

TEST_F(ImapEventsRunTest, WhatTheStoreRefusesIsGivenUpAndRecorded) {
  script(alice, "require [\"fileinto\", \"mailbox\"]; fileinto :create \"a//b\";");
  append();
  EXPECT_TRUE(work());
  EXPECT_EQ(flags_of("INBOX"), "");
  EXPECT_NE(trace(alice).find("the message is left as it is"), std::string::npos) << trace(alice);
}

TEST_F(ImapEventsRunTest, MessagesAndScriptsMayHaveGone) {
  script(alice, "discard;");
  append();
  add_flags(mail::Flags(mail::Flags::deleted));
  change(store::Expunge{.mailbox = inbox});
  EXPECT_TRUE(work());
  append(mail::Flags(mail::Flags::flagged, {"$Work"}));
  ASSERT_TRUE(
      wait(engine->store().put_script(alice, {.kind = store::ScriptChange::Kind::activate, .name = ""}, {})));
  ASSERT_TRUE(wait(
      engine->store().put_script(alice, {.kind = store::ScriptChange::Kind::remove, .name = "main"}, {})));
  EXPECT_TRUE(work());
  EXPECT_EQ(flags_of("INBOX"), "\\Flagged $Work");
}

TEST_F(ImapEventsRunTest, WhereItIsOffNothingRuns) {
  is_on = false;
  script(alice, "discard;");
  append();
  EXPECT_TRUE(work());
  EXPECT_EQ(flags_of("INBOX"), "");
}

}  // namespace
}  // namespace notifyd::filters
