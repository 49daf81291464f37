// AF and DF as one chain, and how their decision becomes the value that the store takes.

#include "notifyd/filters/decision.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "notifyd/filters/plan.hpp"
#include "sieve/engine.hpp"

namespace notifyd::filters {
namespace {

class DecisionTest : public testing::Test {
 protected:
  DecisionTest() {
    envelope.sender = {"boss", "example.com"};
    envelope.client_name = "client.example";
    envelope.id = "ID";
    envelope.recipients = {mail::Recipient{.address = {"alice", "example.org"}}};
  }

  /// "" is no script.
  Stage stage(const std::string& script, bool administrative) {
    return {
        .name = administrative ? "AF" : "DF", .administrative = administrative, .program = checked(script)};
  }
  std::shared_ptr<const sieve::Program> checked(const std::string& script) {
    const auto result = engine.check(script);
    EXPECT_TRUE(result.program) << script << (result.faults.empty() ? "" : result.faults[0].text);
    return result.program;
  }
  /// The delivery that these scripts lead to.
  store::Deliver deliver(const std::string& before, const std::string& user, const std::string& after) {
    std::vector<Stage> stages;
    if (!before.empty()) stages.push_back(stage(before, true));
    if (!user.empty()) stages.push_back(stage(user, false));
    if (!after.empty()) stages.push_back(stage(after, true));
    const sieve::Environment environment{.envelope = &envelope,
                                         .recipient = envelope.recipients[0].address,
                                         .account = account.address,
                                         .now = envelope.received};
    auto decided = decide(stages, message, environment, answers);
    store::Deliver delivery;
    refusal = carry_out(std::get<Decision>(std::move(decided)), circumstances(), delivery).refusal;
    return delivery;
  }
  Circumstances circumstances() {
    sending = {.host = "mx.example", .may_send = may_send, .a_day = a_day};
    return {.envelope = envelope,
            .recipient = envelope.recipients[0],
            .account = account,
            .mailboxes = &mailboxes,
            .sending = sending,
            .message = message};
  }
  static std::vector<std::string> targets(const store::Deliver& delivery) {
    std::vector<std::string> names;
    for (const auto& target : delivery.targets) names.push_back(target.mailbox);
    return names;
  }
  static std::string told(const store::Deliver& delivery) {
    std::string text;
    for (const auto& step : delivery.trace) text += step.stage + ": " + step.text + "\n";
    return text;
  }

  sieve::Engine engine;
  mail::Envelope envelope;
  mail::Message message{std::string("From: boss@example.com\r\nSubject: hi\r\n\r\nhello\r\n")};
  store::Account account{.id = mail::AccountId{1}, .address = "alice@example.org"};
  std::set<std::string> mailboxes{"INBOX", "Work"};
  sieve::Answers answers;
  bool may_send = true;
  DailyLimitsOf a_day = no_daily_limits;
  Sending sending;
  std::vector<std::string> refusal;
};

using Names = std::vector<std::string>;
const std::string filing = "require \"fileinto\"; fileinto \"Work\";";

// RFC 5429 section 2.4: what is refused is neither filed nor sent on, whoever asked for it.
TEST_F(DecisionTest, OfWhatTheAdministratorRefusesInTheEndNothingOfTheOwnersIsDone) {
  mailboxes = {"INBOX", "Archive", "Work"};
  const auto delivery = deliver("require [\"fileinto\", \"copy\"]; fileinto :copy \"Archive\";",
                                "require [\"fileinto\", \"copy\", \"vacation\"]; fileinto :copy \"Work\";"
                                "redirect :copy \"kim@example.net\"; vacation \"away\"; keep;",
                                "require \"ereject\"; ereject \"no\";");
  EXPECT_EQ(refusal, std::vector<std::string>{"no"});
  EXPECT_EQ(targets(delivery), std::vector<std::string>{"Archive"});
  EXPECT_TRUE(delivery.outgoing.empty());
  EXPECT_TRUE(delivery.memory.empty());
}

TEST_F(DecisionTest, WithoutScriptsTheMessageIsKept) {
  const auto delivery = deliver("", "", "");
  EXPECT_EQ(targets(delivery), Names{"INBOX"});
  EXPECT_TRUE(delivery.tell);
}

TEST_F(DecisionTest, WhatACommandDoesNotDoIsTold) {
  const auto delivery = deliver("", "require \"vacation\";\nvacation \"away\";", "");
  EXPECT_TRUE(delivery.outgoing.empty());
  EXPECT_NE(told(delivery).find("DF: DF line 2: vacation does not answer: "), std::string::npos)
      << told(delivery);
}

TEST_F(DecisionTest, TheUsersScriptFiles) {
  EXPECT_EQ(targets(deliver("", filing, "")), Names{"Work"});
}

TEST_F(DecisionTest, EachScriptRunsOnlyWhileAKeepStands) {
  EXPECT_EQ(targets(deliver(filing, "discard;", "")), Names{"Work"});
  EXPECT_EQ(targets(deliver("keep;", filing, "discard;")), Names{"Work"});
  EXPECT_EQ(targets(deliver("keep;", "keep;", filing)), Names{"Work"});
}

TEST_F(DecisionTest, WhatTheAdministratorDiscardsIsToldToNobody) {
  const std::string notifying = "require \"enotify\"; notify \"device:phone\";";
  for (const auto& delivery : {deliver("discard;", notifying, ""), deliver("", notifying, "discard;")}) {
    EXPECT_TRUE(delivery.targets.empty());
    EXPECT_TRUE(delivery.notifies.empty());
    EXPECT_FALSE(delivery.tell);
    EXPECT_NE(told(delivery).find("AF: the message is stored nowhere: nobody is told"), std::string::npos);
  }
}

TEST_F(DecisionTest, AnAccountHasTheDailyLimitsOfItsAddress) {
  const DailyLimits few{{"mailto", 1}, {"device", 2}, {"https", 3}, {"report", 4}};
  a_day = [&](const std::string& address) -> const DailyLimits& {
    return address == "alice@example.org" ? few : no_daily_limits(address);
  };
  const std::string script =
      "require [\"enotify\", \"vnd.dovecot.report\"];"
      "notify \"mailto:kim@example.net\"; notify \"device:phone\";"
      "notify \"https://hooks.example/x\"; report \"abuse\" \"Look.\" \"abuse@example.net\";";
  const auto limits = [&] {
    const auto delivery = deliver("", script, "");
    std::vector<std::string> all;
    const auto add = [&](const store::Allowance& one) {
      all.push_back(one.what + ' ' + std::to_string(one.most_a_day));
    };
    for (const auto& mail : delivery.outgoing) add(mail.allowance);
    add(delivery.device_allowance);
    for (const auto& notify : delivery.uri_notifies) add(notify.allowance);
    return all;
  };
  EXPECT_EQ(limits(), (Names{"mailto 1", "report 4", "device 2", "https 3"}));
  account.address = "bob@example.org";
  EXPECT_EQ(limits(), (Names{" 0", " 0", " 0", " 0"})) << "none";
}

TEST_F(DecisionTest, AStepTellsOfTheFailureOfItsOwnScript) {
  const auto telling = [&](Stage stage) {
    const sieve::Environment environment{.envelope = &envelope,
                                         .recipient = envelope.recipients[0].address,
                                         .account = account.address,
                                         .now = envelope.received};
    const auto decision = std::get<Decision>(decide({std::move(stage)}, message, environment, answers));
    const auto of = [&](const char* script) {
      return std::ranges::count_if(decision.trace,
                                   [&](const auto& step) { return tells_of_failure(step, script); });
    };
    return std::to_string(of("main")) + ' ' + std::to_string(of("spare"));
  };
  const auto failing = checked("require \"variables\"; set \"a\" \"1\"; redirect \"${a}\";");
  const auto shouting = checked(
      "require \"vnd.dovecot.debug\";"
      "debug_log \" failed at line 1: script \\\"main\\\" failed at line 1: x\";");
  const std::string at_event = " at APPEND of \": x failed at line 1\" uid 1";
  EXPECT_EQ(telling({.name = stage_name("main"), .script = "main", .program = failing}), "1 0");
  EXPECT_EQ(telling({.name = stage_name("main"), .script = "main", .program = nullptr}), "1 0");
  const auto main = [&](const auto& program) {
    return Stage{.name = stage_name("main"), .script = "main", .program = program, .at = at_event};
  };
  EXPECT_EQ(telling(main(failing)), "1 0");
  EXPECT_EQ(telling(main(nullptr)), "1 0");
  EXPECT_EQ(telling({.name = stage_name("main"), .script = "main", .program = shouting}), "0 0");
  EXPECT_EQ(telling(main(shouting)), "0 0");
  for (const std::string name :
       {"main: x", "main\" failed at line 1: ", "spare\" has errors and cannot run\\"}) {
    EXPECT_EQ(telling({.name = stage_name(name), .script = name, .program = failing}), "0 0") << name;
    EXPECT_EQ(telling({.name = stage_name(name), .script = name, .program = shouting}), "0 0") << name;
  }
  EXPECT_EQ(telling({.name = "administrator's script before", .administrative = true, .program = failing}),
            "0 0");
}

TEST_F(DecisionTest, WhatTheUserDiscardsMayStillNotify) {
  const auto delivery =
      deliver("", "require \"enotify\"; notify :message \"m\" \"device:phone\"; discard;", "");
  EXPECT_TRUE(delivery.targets.empty());
  EXPECT_TRUE(delivery.tell);
  ASSERT_EQ(delivery.notifies.size(), 1u);
  EXPECT_EQ(delivery.notifies[0].device, "phone");
  EXPECT_EQ(delivery.notifies[0].message, "m");
  EXPECT_EQ(delivery.notifies[0].importance, "2");
  EXPECT_EQ(delivery.notifies[0].cause, "DF line 1");
}

TEST_F(DecisionTest, NoTraceShowsWhatANotificationSays) {
  const auto delivery = deliver("", "require \"enotify\"; notify \"device:phone\";", "");
  ASSERT_EQ(delivery.notifies.size(), 1u);
  EXPECT_NE(delivery.notifies[0].message.find("hi"), std::string::npos)
      << "the subject, RFC 5435 section 3.6";
  EXPECT_NE(told(delivery).find("notify device:phone"), std::string::npos);
  EXPECT_EQ(told(delivery).find("hi"), std::string::npos) << told(delivery);
}

TEST_F(DecisionTest, APlainKeepLeavesATrace) {
  EXPECT_EQ(told(deliver("", "", "")).empty(), false);
}

TEST_F(DecisionTest, AScriptThatFailsKeepsTheMessageAndSaysWhy) {
  // Two actions are allowed by none of these limits: the run fails half-way.
  sieve::Limits limits;
  limits.redirects = 0;
  engine = sieve::Engine(sieve::Engine::Settings{.limits = limits});
  const auto delivery = deliver("", "redirect \"bob@example.net\";", "");
  EXPECT_EQ(targets(delivery), Names{"INBOX"});
  EXPECT_TRUE(delivery.outgoing.empty());
  EXPECT_NE(told(delivery).find("DF: DF failed at line 1: "), std::string::npos);
}

TEST_F(DecisionTest, AScriptThatCannotBeCheckedKeepsTheMessageAndSaysSo) {
  std::vector<Stage> stages{Stage{.name = "script \"main\"", .administrative = false, .program = nullptr}};
  const auto decided = decide(stages, message, sieve::Environment{}, answers);
  EXPECT_TRUE(std::get<Decision>(decided).keep);
  EXPECT_EQ(std::get<Decision>(decided).trace[0].text,
            "script \"main\" has errors and cannot run; the message is kept");
}

TEST_F(DecisionTest, AQuestionIsPassedOn) {
  const std::vector<Stage> stages{
      stage("require [\"mailbox\", \"fileinto\"]; if mailboxexists \"Play\" { fileinto \"Play\"; }", false)};
  sieve::Environment environment{
      .envelope = &envelope, .recipient = {}, .account = account.address, .now = {}};
  const auto decided = decide(stages, message, environment, answers);
  EXPECT_EQ(std::get<sieve::MayDeliverTo>(std::get<sieve::Question>(decided)).mailbox, "Play");
}

TEST_F(DecisionTest, AMailboxThatDoesNotExistIsInboxAndReliedOn) {
  const auto delivery = deliver("", "require \"fileinto\"; fileinto \"Play\";", "");
  EXPECT_EQ(targets(delivery), Names{"INBOX"});
  EXPECT_EQ(delivery.relied_on.mailboxes, (std::vector<std::pair<std::string, bool>>{{"Play", false}}));
  EXPECT_NE(told(delivery).find("there is no mailbox \"Play\"; the message goes to INBOX"),
            std::string::npos);
}

TEST_F(DecisionTest, CreateMakesTheMailbox) {
  const auto delivery = deliver("", "require [\"fileinto\", \"mailbox\"]; fileinto :create \"Play\";", "");
  EXPECT_EQ(targets(delivery), Names{"Play"});
  EXPECT_TRUE(delivery.targets[0].create);
}

TEST_F(DecisionTest, OneMailboxGetsOneCopyWithAllFlags) {
  const auto delivery = deliver("require \"imap4flags\"; keep :flags \"$Scanned\";",
                                "require [\"fileinto\", \"copy\", \"imap4flags\"];"
                                "fileinto :copy :flags \"\\\\Flagged\" \"inbox\"; keep :flags \"\\\\Seen\";",
                                "");
  ASSERT_EQ(targets(delivery), Names{"INBOX"});
  EXPECT_TRUE(delivery.targets[0].flags.has(mail::Flags::seen));
  EXPECT_TRUE(delivery.targets[0].flags.has_keyword("$Scanned"));
}

TEST_F(DecisionTest, RedirectKeepsSenderAndContentAndMarksTheWay) {
  const auto delivery = deliver("", "redirect \"bob@example.net\";", "");
  EXPECT_TRUE(delivery.targets.empty());
  ASSERT_EQ(delivery.outgoing.size(), 1u);
  const auto& outgoing = delivery.outgoing[0];
  EXPECT_EQ(outgoing.sender, envelope.sender);
  EXPECT_EQ(outgoing.recipient.text(), "bob@example.net");
  EXPECT_TRUE(outgoing.carries_body);
  EXPECT_TRUE(outgoing.prefix.starts_with(
      "X-Sieve-Redirected-From: alice@example.org\r\nReceived: from client.example"));
}

TEST_F(DecisionTest, WithoutASmarthostARedirectKeepsTheMail) {
  may_send = false;
  const auto delivery = deliver("", "redirect \"bob@example.net\";", "");
  EXPECT_EQ(targets(delivery), Names{"INBOX"});
  EXPECT_TRUE(delivery.outgoing.empty());
  EXPECT_NE(told(delivery).find("the redirect keeps the message"), std::string::npos);
}

TEST_F(DecisionTest, NotifyByMailIsAMailOfItsOwn) {
  const auto delivery = deliver("", "require \"enotify\"; notify \"mailto:bob@example.net\";", "");
  EXPECT_EQ(targets(delivery), Names{"INBOX"});
  ASSERT_EQ(delivery.outgoing.size(), 1u);
  EXPECT_FALSE(delivery.outgoing[0].carries_body);
  EXPECT_EQ(delivery.outgoing[0].cause, "notify");
  EXPECT_TRUE(delivery.outgoing[0].prefix.starts_with("Auto-Submitted: auto-notified"));
}

TEST_F(DecisionTest, ARefusalIsAReplyAndEndsTheChain) {
  const auto delivery =
      deliver("", "require \"ereject\"; ereject \"not\r\nthis\";", "redirect \"bob@example.net\";");
  EXPECT_EQ(refusal, (Names{"not", "this"}));
  EXPECT_TRUE(delivery.targets.empty());
  EXPECT_TRUE(delivery.outgoing.empty());
}

TEST_F(DecisionTest, AReasonThatFitsNoReplyIsAMail) {
  const auto delivery = deliver("", "require \"reject\"; reject \"n\u00F6\";", "");
  EXPECT_EQ(refusal, Names{});
  EXPECT_TRUE(delivery.targets.empty());
  ASSERT_EQ(delivery.outgoing.size(), 1u);
  EXPECT_EQ(delivery.outgoing[0].sender.text(), "");
  EXPECT_EQ(delivery.outgoing[0].recipient, envelope.sender);
  EXPECT_EQ(delivery.outgoing[0].cause, "reject");
}

TEST_F(DecisionTest, ALongReasonOfRejectIsAMailAndOfErejectIsCut) {
  const std::string text(5000, 'x');
  EXPECT_EQ(deliver("", "require \"reject\"; reject \"" + text + "\";", "").outgoing.size(), 1u);
  EXPECT_EQ(deliver("", "require \"ereject\"; ereject \"" + text + "\";", "").outgoing.size(), 0u);
  ASSERT_EQ(refusal.size(), 1u);
  EXPECT_EQ(refusal[0], std::string(2000, 'x') + "...");
}

TEST_F(DecisionTest, WithoutASmarthostSuchAReasonKeepsTheMail) {
  may_send = false;
  EXPECT_EQ(targets(deliver("", "require \"reject\"; reject \"n\u00F6\";", "")), Names{"INBOX"});
}

TEST_F(DecisionTest, ACopyOfWhatIsSentIsFiledWhereItWasWanted) {
  const auto delivery =
      deliver("", "require [\"enotify\", \"fcc\"]; notify :fcc \"Work\" \"mailto:bob@example.net\";", "");
  ASSERT_EQ(delivery.copies.size(), 1u);
  EXPECT_EQ(delivery.copies[0].mailbox, "Work");
  EXPECT_EQ(targets(delivery), Names{"INBOX"});
}

TEST_F(DecisionTest, KeepOnlyDropsEverythingElse) {
  auto delivery =
      deliver("", "require \"enotify\"; notify \"device:phone\"; redirect \"bob@example.net\";", "");
  keep_only(circumstances(), "the mailboxes change too often", delivery);
  EXPECT_EQ(targets(delivery), Names{"INBOX"});
  EXPECT_TRUE(delivery.notifies.empty());
  EXPECT_TRUE(delivery.outgoing.empty());
}

TEST_F(DecisionTest, WhatIsOnlyKeptIsReportedToWhoAskedForIt) {
  envelope.recipients[0].notify = "SUCCESS";
  envelope.sender = {"boss", "example.com"};
  auto delivery = deliver("", "redirect \"bob@example.net\";", "");
  keep_only(circumstances(), "the mailboxes change too often", delivery);
  ASSERT_EQ(delivery.outgoing.size(), 1u);
  EXPECT_EQ(delivery.outgoing[0].cause, "report");
}

TEST(CanonicalMailboxTest, KnowsInboxInAnyCase) {
  EXPECT_EQ(canonical_mailbox("inBox"), "INBOX");
  EXPECT_EQ(canonical_mailbox("inbox/Sub"), "INBOX/Sub");
  EXPECT_EQ(canonical_mailbox("Inboxes"), "Inboxes");
}

}  // namespace
}  // namespace notifyd::filters
