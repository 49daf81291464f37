// What an account may have its filters send on a day, on every engine.

#include "tests/store/engines/engine_test.hpp"

namespace tests {
namespace {

using namespace std::chrono_literals;

class AllowancesTest : public EngineTest {
 protected:
  mail::AccountId alice;
  void SetUp() override {
    EngineTest::SetUp();
    alice = account("alice@example.org");
  }
  static store::AllowedNotify sms(std::uint32_t most_a_day) {
    return {.notify = {.scheme = "sms",
                       .endpoint = "+15550100200",
                       .message = "hi",
                       .importance = "1",
                       .cause = "script line 1"},
            .allowance = {.what = "sms", .most_a_day = most_a_day}};
  }
  store::Deliver mail_with(std::vector<store::AllowedNotify> notifies) {
    auto delivery = mail_for(alice, "one");
    delivery.uri_notifies = std::move(notifies);
    return delivery;
  }
  std::string trace_of(const store::Delivered& delivered) {
    std::string text;
    for (const auto& step : wait(engine->store().trace(alice, delivered.modseq)).value())
      text += step.stage + ": " + step.text + "\n";
    return text;
  }
  std::size_t claimed() { return claim().size(); }
};

TEST_P(AllowancesTest, QueuesANotificationAsItsOwnRow) {
  std::ignore = deliver(mail_with({sms(5)})).value();
  const auto items = claim();
  ASSERT_EQ(items.size(), 1U);
  const auto& item = std::get<store::UriItem>(items[0].payload);
  EXPECT_EQ(item.notify, sms(5).notify);
  EXPECT_EQ(item.log_id, "log-1");
}

TEST_P(AllowancesTest, SendsNoMoreThanTheDayAllows) {
  std::ignore = deliver(mail_with({sms(2)})).value();
  const auto cut = deliver(mail_with({sms(2), sms(2)})).value();
  EXPECT_EQ(cut.placed.size(), 1U) << "the mail is not lost for it";
  EXPECT_NE(trace_of(cut).find("NF: script line 1: not sent, as the account may have 2 a day (sms)"),
            std::string::npos)
      << trace_of(cut);
  EXPECT_EQ(claimed(), 2U);
}

TEST_P(AllowancesTest, CountsNotificationsOfDevicesToo) {
  auto delivery = mail_for(alice, "one");
  delivery.notifies = {3, {.device = "phone", .message = "hi", .importance = "1", .cause = "script line 1"}};
  delivery.device_allowance = {.what = "device", .most_a_day = 2};
  const auto cut = deliver(std::move(delivery)).value();
  EXPECT_NE(trace_of(cut).find("not sent, as the account may have 2 a day (device)"), std::string::npos)
      << trace_of(cut);
  const auto items = claim();
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(std::get<store::EventItem>(items[0].payload).notifies.size(), 2U);
}

TEST_P(AllowancesTest, BeginsAnewWithTheDay) {
  std::ignore = deliver(mail_with({sms(1), sms(1)})).value();
  EXPECT_EQ(claimed(), 1U);
  clock.advance(24h);
  std::ignore = deliver(mail_with({sms(1), sms(1)})).value();
  std::size_t fresh = 0;
  for (const auto& item : claim()) fresh += item.ticket.attempt == 1 ? 1 : 0;
  EXPECT_EQ(fresh, 1U);
}

TEST_P(AllowancesTest, CountsEachAccountAndThingApart) {
  const auto bob = account("bob@example.org");
  auto other = sms(1);
  other.allowance.what = other.notify.scheme = "tel";
  std::ignore = deliver(mail_with({sms(1), other})).value();
  auto to_bob = mail_for(bob, "two");
  to_bob.uri_notifies = {sms(1)};
  std::ignore = deliver(std::move(to_bob)).value();
  EXPECT_EQ(claimed(), 3U);
}

TEST_P(AllowancesTest, TakesNothingForARetryOrAConflict) {
  auto first = mail_with({sms(2)});
  first.dedup_key = "key";
  std::ignore = deliver(first).value();
  EXPECT_TRUE(deliver(first).value().duplicate);
  auto conflict = mail_with({sms(2)});
  conflict.targets[0].mailbox = "Nowhere";
  EXPECT_EQ(deliver(std::move(conflict)).error().code, base::Errc::conflict);
  std::ignore = deliver(mail_with({sms(2), sms(2)})).value();
  EXPECT_EQ(claimed(), 2U);
}

TEST_P(AllowancesTest, FilesNoCopyOfAMailThatIsNotSent) {
  const auto notifying = [&](const char* text) {
    auto delivery = mail_for(alice, text);
    delivery.copies = {{.mailbox = "Others", .create = true, .body = body("Subject: other\r\n\r\n")},
                       {.mailbox = "Sent", .create = true, .body = body("Subject: notified\r\n\r\n")}};
    delivery.outgoing = {{.recipient = {"kim", "example.com"},
                          .prefix = "x",
                          .carries_body = false,
                          .cause = "notify",
                          .allowance = {.what = "mailto", .most_a_day = 1},
                          .copy = 1}};
    return delivery;
  };
  std::ignore = deliver(notifying("one")).value();
  std::ignore = deliver(notifying("two")).value();
  EXPECT_EQ(messages(alice, "Sent").size(), 1U);
  EXPECT_EQ(messages(alice, "Others").size(), 2U);
  EXPECT_EQ(claimed(), 1U);
}

TEST_P(AllowancesTest, HoldsForWhatIsObserved) {
  store::Observe seen{.account = alice, .cursor = {.mailbox = "INBOX", .uid_validity = {1}, .uid_next = {2}}};
  seen.events.push_back({.name = mail::EventName::message_new, .mailbox_name = "INBOX", .log_id = "log-2"});
  seen.uri_notifies = {sms(1), sms(1)};
  std::ignore = wait(engine->store().observe(seen)).value();
  const auto items = claim();
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(std::get<store::UriItem>(items[0].payload).log_id, "log-2");
}

TEST_P(AllowancesTest, GoesWithItsAccount) {
  std::ignore = deliver(mail_with({sms(1)})).value();
  wait(engine->store().drop_account(alice)).value();
  EXPECT_EQ(claimed(), 0U);
}

NOTIFYD_FOR_EACH_ENGINE(AllowancesTest);

}  // namespace
}  // namespace tests
