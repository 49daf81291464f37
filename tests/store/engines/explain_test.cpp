// What `filter explain` reads: the trace of each message, found by modseq or by uid, on every engine.

#include "tests/store/engines/engine_test.hpp"

namespace tests {
namespace {

class ExplainTest : public EngineTest {
 protected:
  mail::AccountId alice;
  void SetUp() override {
    EngineTest::SetUp();
    alice = account("alice@example.org");
  }

  store::Observed observe(std::uint32_t uid) {
    store::Observe seen{.account = alice,
                        .cursor = {.mailbox = "INBOX", .uid_validity = {7}, .uid_next = {uid + 1}}};
    seen.events.push_back({.name = mail::EventName::message_new,
                           .account = alice,
                           .mailbox_name = "INBOX",
                           .uids = mail::UidSet(mail::Uid{uid}),
                           .log_id = "log-1"});
    return wait(engine->store().observe(std::move(seen))).value();
  }
  std::string trace(mail::ModSeq modseq) {
    std::string text;
    for (const auto& step : wait(engine->store().trace(alice, modseq)).value()) text += step.text + "\n";
    return text;
  }
  base::Result<mail::ModSeq> arrival(std::uint32_t uid, const std::string& mailbox = "INBOX") {
    return wait(engine->store().arrival(alice, mailbox, mail::Uid{uid}));
  }
};

TEST_P(ExplainTest, SaysOfAMessageWithoutListenersThatNobodyIsTold) {
  const auto delivered = deliver(mail_for(alice, "one")).value();
  EXPECT_EQ(trace(delivered.modseq), "nobody is told: no device of the account asks for MessageNew\n");
}

TEST_P(ExplainTest, SaysSoOfAForeignMessageToo) {
  EXPECT_EQ(trace(observe(41).modseq), "nobody is told: no device of the account asks for MessageNew\n");
}

TEST_P(ExplainTest, SaysNothingOfThatWhereADeviceAsks) {
  device(alice, "phone");
  EXPECT_EQ(trace(deliver(mail_for(alice, "one")).value().modseq), "");
}

// Its filters say why nobody is told.
TEST_P(ExplainTest, SaysNothingOfThatWhereTheMessageGoesNowhere) {
  auto nowhere = mail_for(alice, "one");
  nowhere.targets.clear();
  EXPECT_EQ(trace(deliver(std::move(nowhere)).value().modseq), "");
}

TEST_P(ExplainTest, ADeliveryIntoSeveralMailboxesIsFoundByTheModseqThatItWasAnsweredWith) {
  auto both = mail_for(alice, "one");
  both.targets.push_back({.mailbox = "Lists", .create = true});
  both.trace.push_back({clock.now(), "", "DF", "filed twice"});
  const auto delivered = deliver(std::move(both)).value();
  EXPECT_NE(trace(delivered.modseq).find("filed twice"), std::string::npos);
  EXPECT_EQ(arrival(1, "Lists").value(), delivered.modseq);
}

TEST_P(ExplainTest, FindsAForeignMessageByItsUid) {
  const auto first = observe(41).modseq;
  const auto second = observe(42).modseq;
  EXPECT_EQ(arrival(41).value(), first);
  EXPECT_EQ(arrival(42, "inbox").value(), second);
  EXPECT_FALSE(arrival(43));
  EXPECT_FALSE(arrival(41, "Work"));
}

TEST_P(ExplainTest, FindsAMessageThatHasGone) {
  auto deleted = mail_for(alice, "one");
  deleted.targets[0].flags = mail::Flags(mail::Flags::deleted);
  const auto delivered = deliver(std::move(deleted)).value();
  const auto inbox = mailbox(alice, "INBOX").id;
  ASSERT_TRUE(mutate(alice, store::Expunge{.mailbox = inbox, .uids = mail::UidSet(mail::Uid{1})}));
  ASSERT_TRUE(messages(alice, "INBOX").empty());
  EXPECT_EQ(arrival(1).value(), delivered.modseq);
}

TEST_P(ExplainTest, FindsTheNewestStepThatIsWanted) {
  const auto bob = account("bob@example.org");
  const auto traced = [this](mail::AccountId whose, const std::string& text) {
    auto delivery = mail_for(whose, text);
    delivery.tell = false;
    delivery.trace.push_back({clock.now(), "", "DF", text});
    return deliver(std::move(delivery)).value().modseq;
  };
  traced(alice, "one");
  const auto second = traced(alice, "two");
  traced(bob, "his");
  const auto third = traced(alice, "three");
  const auto last = [&](mail::AccountId whose, std::size_t most, const std::string& letters) {
    return wait(engine->store().last_step(whose, most,
                                          [letters](const store::TraceStep& step) {
                                            return step.text.find_first_not_of(letters) == std::string::npos;
                                          }))
        .value();
  };
  const auto newest = last(alice, 3, "eehnortw").value();
  EXPECT_EQ(newest.modseq, third);
  ASSERT_EQ(newest.trace.size(), 1U);
  EXPECT_EQ(newest.trace[0].text, "three");
  EXPECT_EQ(last(alice, 3, "otw").value().modseq, second) << "the newest of those that are wanted";
  EXPECT_EQ(last(alice, 3, "eno").value().trace[0].text, "one");
  EXPECT_FALSE(last(alice, 2, "eno")) << "it is older than those looked at";
  EXPECT_FALSE(last(alice, 3, "his")) << "of another";
  EXPECT_FALSE(last(account("new@example.org"), 3, "eehnortw"));
}

NOTIFYD_FOR_EACH_ENGINE(ExplainTest);

}  // namespace
}  // namespace tests
