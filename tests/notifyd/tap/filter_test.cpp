// What the devices and the active script of a tapped account mean for a new message.

#include "tests/notifyd/tap/fixture.hpp"

namespace notifyd::tap {
namespace {

class TapFilterTest : public TapTest {
 protected:
  /// One new message, as the outbox holds it.
  std::vector<store::EventItem> rows_of_one(const std::string& subject = "hello") {
    start();
    EXPECT_TRUE(idles(1));
    append(subject, std::string(2000, 'x'));
    EXPECT_TRUE(idles(2));
    return rows();
  }
};

TEST_F(TapFilterTest, WithoutAScriptSubscriptionsApplyAndNothingOfTheMessageIsKept) {
  make_alice();
  device({.name = "phone"});
  const auto made = rows_of_one();
  ASSERT_EQ(made.size(), 1u);
  EXPECT_TRUE(made[0].subscriptions_apply);
  EXPECT_EQ(made[0].body.token, "");
}

TEST_F(TapFilterTest, TheHeaderIsKeptForSummariesAndFilters) {
  make_alice();
  device({.name = "phone", .subscription = {.filter = "FROM \"bob\""}});
  const auto made = rows_of_one();
  ASSERT_EQ(made.size(), 1u);
  EXPECT_EQ(octets(made[0]), "From: Bob <b@example.net>\r\nSubject: hello\r\n\r\n");
}

TEST_F(TapFilterTest, TheTextIsFetchedForSnippetsAndFiltersOnIt) {
  make_alice();
  device({.name = "phone", .content = mail::Content::snippet});
  const auto made = rows_of_one();
  ASSERT_EQ(made.size(), 1u);
  EXPECT_EQ(octets(made[0]), server.messages[1]);
}

TEST_F(TapFilterTest, DiscardSilencesSubscriptions) {
  make_alice();
  device({.name = "phone"});
  script("if header :contains \"subject\" \"offer\" { discard; }");
  EXPECT_TRUE(rows_of_one("an offer").empty());
  append("hello");
  ASSERT_TRUE(idles(3));
  EXPECT_EQ(rows().size(), 1u);
}

TEST_F(TapFilterTest, NotifyToADeviceGoesWithDiscard) {
  make_alice();
  device({.name = "phone"});
  script("require \"enotify\"; notify :message \"Look\" \"device:phone\"; discard;");
  const auto made = rows_of_one();
  ASSERT_EQ(made.size(), 1u);
  EXPECT_FALSE(made[0].subscriptions_apply);
  ASSERT_EQ(made[0].notifies.size(), 1u);
  EXPECT_EQ(made[0].notifies[0].device, "phone");
  EXPECT_EQ(made[0].notifies[0].message, "Look");
}

TEST_F(TapFilterTest, TheTextIsFetchedForAScriptThatLooksInside) {
  make_alice();
  device({.name = "phone", .content = mail::Content::summary});
  script(
      "require [\"foreverypart\", \"extracttext\", \"variables\", \"enotify\"];"
      "foreverypart { extracttext :first 3 \"text\"; } notify :message \"${text}\" \"device:phone\";");
  const auto made = rows_of_one();
  ASSERT_EQ(made.size(), 1u);
  ASSERT_EQ(made[0].notifies.size(), 1u);
  EXPECT_EQ(made[0].notifies[0].message, "xxx");
  EXPECT_EQ(octets(made[0]),
            "From: Bob <b@example.net>\r\nSubject: hello\r\n\r\n");  // kept is what devices need
}

TEST_F(TapFilterTest, SizeIsThatOfTheWholeMessage) {
  make_alice();
  device({.name = "phone"});
  script("if size :over 1K { discard; }");
  EXPECT_TRUE(rows_of_one().empty());
}

TEST_F(TapFilterTest, AScriptThatFilesIsNoReasonForSilence) {
  make_alice();
  device({.name = "phone"});
  script("require \"fileinto\"; fileinto \"Work\";");
  const auto made = rows_of_one();
  ASSERT_EQ(made.size(), 1u);
  EXPECT_TRUE(made[0].subscriptions_apply);
}

TEST_F(TapFilterTest, WhatTheScriptDecidedStandsInTheTrace) {
  make_alice();
  script("discard;");
  EXPECT_TRUE(rows_of_one().empty());
  const auto head = wait(engine->store().account(alice())).value().head;
  const auto trace = wait(engine->store().trace(alice(), head)).value();
  ASSERT_EQ(trace.size(), 2u);
  EXPECT_EQ(trace[0].stage, "NF");
  EXPECT_EQ(trace[0].text, "script \"main\": discard (line 1)");
  EXPECT_EQ(trace[1].text, "the script discards the message: subscriptions do not apply");
}

TEST_F(TapFilterTest, ScriptsAskTheListsOfTheAccount) {
  make_alice();
  device({.name = "phone"});
  auto& store = engine->store();
  ASSERT_TRUE(wait(store.put_list(alice(), "tag:example.org,2026:vip", {})));
  ASSERT_TRUE(
      wait(store.change_list(alice(), {.name = "tag:example.org,2026:vip", .add = {"B@example.net"}}, {})));
  script("require \"extlists\"; if not address :list \"from\" \"tag:example.org,2026:vip\" { discard; }");
  EXPECT_EQ(rows_of_one().size(), 1u);
  ASSERT_TRUE(wait(
      store.change_list(alice(), {.name = "tag:example.org,2026:vip", .remove = {"b@example.net"}}, {})));
  append("again");
  ASSERT_TRUE(idles(3));
  EXPECT_TRUE(rows().empty());
}

TEST_F(TapFilterTest, ScriptsSeeTheItemsOfTheSite) {
  make_alice();
  device({.name = "phone"});
  items = {{"vnd.dovecot.config.tier", "gold"}};
  script(
      "require \"vnd.dovecot.environment\";"
      "if environment \"vnd.dovecot.config.tier\" \"gold\" { discard; }");
  EXPECT_TRUE(rows_of_one().empty());
}

TEST_F(TapFilterTest, AnAccountHasTheDailyLimitsOfItsAddress) {
  static const filters::DailyLimits once{{"device", 1}};
  a_day = [](const std::string& address) -> const filters::DailyLimits& {
    return address == "alice@example.org" ? once : filters::no_daily_limits(address);
  };
  make_alice();
  device({.name = "phone"});
  script("require \"enotify\"; notify \"device:phone\";");
  auto made = rows_of_one();
  ASSERT_EQ(made.size(), 1u);
  EXPECT_EQ(made[0].notifies.size(), 1u);
  append("again");
  ASSERT_TRUE(idles(3));
  made = rows();
  ASSERT_EQ(made.size(), 1u);
  EXPECT_TRUE(made[0].notifies.empty());
}

TEST_F(TapFilterTest, AScriptWithErrorsKeepsEverything) {
  make_alice();
  device({.name = "phone"});
  script("this is no sieve");
  EXPECT_EQ(rows_of_one().size(), 1u);
}

}  // namespace
}  // namespace notifyd::tap
