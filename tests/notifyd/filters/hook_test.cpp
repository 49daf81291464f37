// The LMTP hook: filtered here, passed on to another server, and an event in our store.

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/folder.hpp"
#include "tests/notifyd/filters/fixture.hpp"

namespace notifyd::filters {
namespace {

using base::Errc;
using client::SmtpResult;
using Verdict = SmtpResult::Verdict;
using Names = std::vector<std::string>;
using Passes = std::vector<Names>;  // the recipients of each transaction

class HookTest : public DepositTest {
 protected:
  void SetUp() override {
    DepositTest::SetUp();
    open({}, [this](client::SmtpMail mail) { return take(std::move(mail)); });
    store::Device device{.account = alice, .name = "phone"};
    device.channel = store::Channel{"webhook", "https://push.example/", "whsec_1", ""};
    device.subscription.events = mail::mask_of(mail::EventName::message_new);
    wait(engine->store().put_device(device)).value();
  }
  std::vector<store::Item> outbox() {
    return wait(engine->outbox().claim(10, std::chrono::seconds(30))).value();
  }
  store::EventItem only_event() {
    const auto items = outbox();
    EXPECT_EQ(items.size(), 1u);
    return std::get<store::EventItem>(items.at(0).payload);
  }

  Passes passed;
  std::string prefix;
  bool passed_as_smtputf8 = false;
  Names octets;  ///< of each transaction
  std::map<std::string, SmtpResult> refusals;
  std::function<void()> meanwhile;

 private:
  net::Task<std::vector<SmtpResult>> take(client::SmtpMail mail) {
    std::vector<SmtpResult> results;
    passed.emplace_back();
    prefix = mail.prefix;
    passed_as_smtputf8 = mail.smtputf8;
    octets.emplace_back(mail.body.view());
    for (const auto& to : mail.recipients) {
      passed.back().push_back(to.address.text());
      const auto refusal = refusals.find(to.address.text());
      results.push_back(refusal != refusals.end()
                            ? refusal->second
                            : SmtpResult{.verdict = Verdict::delivered, .reason = "250 ok", .code = 250});
    }
    if (const auto act = std::exchange(meanwhile, nullptr)) act();
    co_return results;
  }
};

TEST_F(HookTest, PassesOnAndEntersTheEvent) {
  ASSERT_TRUE(send({"alice@example.org"}).at(0));
  EXPECT_EQ(passed, (Passes{Names{"alice@example.org"}}));
  EXPECT_TRUE(prefix.starts_with("Received: from client.example"));
  EXPECT_TRUE(messages(alice, "INBOX").empty());
  const auto item = only_event();
  EXPECT_EQ(item.event.mailbox_name, "INBOX");
  EXPECT_TRUE(item.event.uids.empty());
  EXPECT_EQ(wait(engine->blobs().get(item.body, {})).value().view(), some_mail);
  EXPECT_NE(trace(alice).find("passed on for \"INBOX\": taken"), std::string::npos);
}

// RFC 6531 section 3.2: a next server without SMTPUTF8 must not get it.
TEST_F(HookTest, AnInternationalMailIsPassedOnAsSuch) {
  smtputf8 = true;
  ASSERT_TRUE(send({"alice@example.org"}).at(0));
  EXPECT_TRUE(passed_as_smtputf8);
  smtputf8 = false;
  ASSERT_TRUE(send({"alice@example.org"}, "Subject: other\r\n\r\n").at(0));
  EXPECT_FALSE(passed_as_smtputf8);
}

TEST_F(HookTest, ARetryIsNeitherPassedOnNorEnteredAgain) {
  const auto first = send({"alice@example.org"});
  const auto again = send({"alice@example.org"});
  EXPECT_TRUE(again.at(0)->duplicate);
  EXPECT_EQ(again.at(0)->key, first.at(0)->key);
  EXPECT_EQ(passed.size(), 1u);
  EXPECT_EQ(outbox().size(), 1u);
}

TEST_F(HookTest, WhatTheNextServerDoesNotTakeIsAnsweredSoAndNotEntered) {
  refusals["alice@example.org"] = {.verdict = Verdict::try_later, .reason = "451 busy", .code = 451};
  EXPECT_EQ(send({"alice@example.org"}).at(0).error().code, Errc::try_later);
  refusals["alice@example.org"] = {.verdict = Verdict::never, .reason = "550 no such user", .code = 550};
  EXPECT_EQ(send({"alice@example.org"}).at(0).error().code, Errc::not_found);
  EXPECT_TRUE(outbox().empty());
  refusals.clear();
  EXPECT_FALSE(send({"alice@example.org"}).at(0)->duplicate);
  EXPECT_EQ(outbox().size(), 1u);
}

TEST_F(HookTest, TheTapTellsOfATappedAccountsMailAndItsScriptDoesNotRun) {
  tapped.insert("alice@example.org");
  script(alice, "require \"enotify\"; notify \"device:phone\"; discard;");
  ASSERT_TRUE(send({"alice@example.org"}).at(0));
  EXPECT_EQ(passed, (Passes{Names{"alice@example.org"}}));
  EXPECT_TRUE(outbox().empty());
  EXPECT_TRUE(send({"alice@example.org"}).at(0)->duplicate);
  EXPECT_EQ(passed.size(), 1u);
}

TEST_F(HookTest, EachVersionOfAnEditedMessageIsPassedOnAndTheFirstIsTold) {
  script(alice, R"(require ["editheader", "fileinto", "copy"];
addheader "X" "1"; fileinto :copy "A"; fileinto :copy "B"; deleteheader "X"; redirect :copy "kim@example.net";)");
  ASSERT_TRUE(send({"alice@example.org"}).at(0));
  EXPECT_EQ(passed,
            (Passes{Names{"alice@example.org"}, Names{"alice+A@example.org", "alice+B@example.org"}}));
  EXPECT_EQ(octets, (Names{some_mail, "X: 1\r\n" + std::string(some_mail)}));
  octets.clear();
  script(alice, R"(require "editheader"; addheader "X" "2"; keep;)");
  std::ignore = outbox();
  ASSERT_TRUE(send({"alice@example.org"}, "Subject: more\r\n\r\n").at(0));
  EXPECT_EQ(octets, (Names{"X: 2\r\nSubject: more\r\n\r\n"}));
  const auto item = only_event();
  EXPECT_EQ(wait(engine->blobs().get(item.body, {})).value().view(), "X: 2\r\nSubject: more\r\n\r\n");
}

TEST_F(HookTest, ARedirectOfTheMessageAsItCameLeavesSoBesideAnEditedOne) {
  script(alice, R"(require ["editheader", "copy"];
redirect :copy "kim@example.net"; addheader "X" "1";)");
  ASSERT_TRUE(send({"alice@example.org"}).at(0));
  EXPECT_EQ(octets, (Names{"X: 1\r\n" + std::string(some_mail)}));
  for (const auto& item : outbox())
    if (const auto* mail = std::get_if<store::MailItem>(&item.payload))
      EXPECT_EQ(wait(engine->blobs().get(mail->body, {})).value().view(), some_mail);
}

TEST_F(HookTest, FlagsThatCannotBePassedOnAreInTheTrace) {
  script(alice, "require \"imap4flags\"; keep :flags \"\\\\Flagged\";");
  ASSERT_TRUE(send({"alice@example.org"}).at(0));
  EXPECT_NE(trace(alice).find("flags for \"INBOX\" are lost: LMTP carries none"), std::string::npos);
}

TEST_F(HookTest, TheOctetsAreStoredBeforeTheyArePassedOn) {
  bool stored = false;
  meanwhile = [&] {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path() / "store"))
      if (entry.is_regular_file())
        stored = stored || base::read_file(entry.path()).find(some_mail) != std::string::npos;
  };
  ASSERT_TRUE(send({"alice@example.org"}).at(0));
  EXPECT_TRUE(stored);
}

TEST_F(HookTest, FilesByTheDetailOfTheAddress) {
  script(alice, "require [\"fileinto\", \"copy\"]; fileinto :copy \"Work\";");
  ASSERT_TRUE(send({"alice+x@example.org"}).at(0));
  EXPECT_EQ(passed, (Passes{Names{"alice+x@example.org", "alice+Work@example.org"}}));
  const auto item = only_event();
  EXPECT_EQ(item.event.mailbox_name, "INBOX");
  EXPECT_EQ(item.also.at(0).mailbox_name, "Work");
}

TEST_F(HookTest, AFolderThatTheNextServerRefusesIsThePlainAddress) {
  script(alice, "require \"fileinto\"; fileinto \"Work\";");
  refusals["alice+Work@example.org"] = {.verdict = Verdict::never, .reason = "550 no", .code = 550};
  ASSERT_TRUE(send({"alice@example.org"}).at(0));
  EXPECT_EQ(passed, (Passes{Names{"alice+Work@example.org"}, Names{"alice@example.org"}}));
  EXPECT_EQ(only_event().event.mailbox_name, "INBOX");
}

TEST_F(HookTest, OneCopyThatWasTakenIsEnough) {
  script(alice, "require [\"fileinto\", \"copy\"]; fileinto :copy \"Work\";");
  refusals["alice@example.org"] = {.verdict = Verdict::try_later, .reason = "451 busy", .code = 451};
  ASSERT_TRUE(send({"alice@example.org"}).at(0));
  EXPECT_EQ(only_event().event.mailbox_name, "Work");
}

TEST_F(HookTest, ADiscardPassesNothingOn) {
  script(alice, "discard;");
  ASSERT_TRUE(send({"alice@example.org"}).at(0));
  EXPECT_TRUE(passed.empty());
  EXPECT_TRUE(outbox().empty());
}

TEST_F(HookTest, AScriptThatChangesMeanwhilePassesNothingOnTwice) {
  bool changed = false;
  fault = [&](std::string_view step) -> std::optional<base::Error> {
    if (step != "account" || std::exchange(changed, true)) return std::nullopt;
    return base::fail(Errc::conflict, "changed");
  };
  ASSERT_TRUE(send({"alice@example.org"}).at(0));
  EXPECT_TRUE(changed);
  EXPECT_EQ(passed.size(), 1u);
  EXPECT_EQ(outbox().size(), 1u);
}

TEST_F(HookTest, TheSameMailUnderWayIsToTryLater) {
  std::optional<Errc> second;
  net::Loops other(1, 1);  // the first session's loop is held by the next server
  meanwhile = [&] {
    net::run_blocking(other.first(), [&]() -> net::Task<> {
      mail::Envelope envelope;
      envelope.sender = {"boss", "example.com"};
      envelope.recipients.push_back({.address = {"alice", "example.org"}});
      const auto results =
          co_await deposit->deliver(std::move(envelope), mail::Message(std::string(some_mail)));
      if (!results.at(0)) second = results.at(0).error().code;
    });
  };
  ASSERT_TRUE(send({"alice@example.org"}).at(0));
  EXPECT_EQ(second, Errc::try_later);
  EXPECT_EQ(passed.size(), 1u);
}

TEST_F(HookTest, RecipientsNamedTwiceArePassedOnOnce) {
  const auto results = send({"alice@example.org", "alice@example.org"});
  EXPECT_TRUE(results.at(0));
  EXPECT_TRUE(results.at(1));
  EXPECT_EQ(passed, (Passes{Names{"alice@example.org"}}));
}

}  // namespace
}  // namespace notifyd::filters
