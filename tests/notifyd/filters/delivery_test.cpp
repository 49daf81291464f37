// The deposit between LMTP and the real store: accounts, scripts, retries, loops, conflicts, and failures.

#include <algorithm>
#include <atomic>

#include "tests/notifyd/filters/fixture.hpp"

namespace notifyd::filters {
namespace {

using base::Errc;
using Names = std::vector<std::string>;

class DeliveryTest : public DepositTest {};

TEST_F(DeliveryTest, StoresTheOctetsAsReceivedBehindOurFields) {
  const auto results = send({"alice@example.org"});
  ASSERT_TRUE(results.at(0));
  EXPECT_EQ(results[0]->key.size(), 32u);
  const auto stored = messages(alice, "INBOX");
  ASSERT_EQ(stored.size(), 1u);
  EXPECT_TRUE(stored[0].prefix.starts_with(
      "Return-Path: <boss@example.com>\r\nDelivered-To: alice@example.org\r\nReceived: from client.example"));
  EXPECT_EQ(wait(engine->blobs().get(stored[0].body, {})).value().view(), some_mail);
}

TEST_F(DeliveryTest, RecipientsShareOneBodyAndFailEachAlone) {
  const auto bob = account("bob@example.org");
  account("full@example.org", 10);
  const auto results =
      send({"alice@example.org", "nobody@example.org", "full@example.org", "bob@example.org"});
  EXPECT_TRUE(results.at(0));
  EXPECT_EQ(results.at(1).error().code, Errc::not_found);
  EXPECT_EQ(results.at(2).error().code, Errc::over_quota);
  EXPECT_TRUE(results.at(3));
  EXPECT_EQ(messages(alice, "INBOX").at(0).body, messages(bob, "INBOX").at(0).body);
}

TEST_F(DeliveryTest, ARetryDoublesNothingUntilTheKeyIsReleased) {
  const auto first = send({"alice@example.org"});
  const auto again = send({"alice@example.org"});
  EXPECT_FALSE(first.at(0)->duplicate);
  EXPECT_TRUE(again.at(0)->duplicate);
  EXPECT_EQ(messages(alice, "INBOX").size(), 1u);
  net::run_blocking(loops.first(), [&]() -> net::Task<> { co_await deposit->release({first[0]->key}); });
  EXPECT_FALSE(send({"alice@example.org"}).at(0)->duplicate);
  EXPECT_EQ(messages(alice, "INBOX").size(), 2u);
}

TEST_F(DeliveryTest, OtherOctetsWithOneMessageIdAreAnotherMail) {
  send({"alice@example.org"}, "Message-ID: <1@x>\r\n\r\na\r\n");
  send({"alice@example.org"}, "Message-ID: <1@x>\r\n\r\nb\r\n");
  EXPECT_EQ(messages(alice, "INBOX").size(), 2u);
}

TEST_F(DeliveryTest, TheSameRecipientTwiceIsOneMail) {
  const auto results = send({"alice@example.org", "alice@example.org"});
  EXPECT_TRUE(results.at(0));
  EXPECT_TRUE(results.at(1));
  EXPECT_EQ(messages(alice, "INBOX").size(), 1u);
}

TEST_F(DeliveryTest, TheSameRecipientInAnotherCaseIsOneMailAndAnotherDetailIsAnother) {
  const auto results =
      send({"alice@example.org", "Alice@Example.ORG", "alice+A@example.org", "ALICE+A@example.org"});
  for (const auto& result : results) EXPECT_TRUE(result);
  EXPECT_EQ(results.size(), 4u);
  EXPECT_EQ(messages(alice, "INBOX").size(), 2u);
}

TEST_F(DeliveryTest, FindsAccountsByAliasAndWithoutDetail) {
  ASSERT_TRUE(
      wait(engine->store().put_account({.address = "carol@example.org", .aliases = {"sales@example.org"}})));
  EXPECT_EQ(refused("sales@example.org"), std::nullopt);
  EXPECT_EQ(refused("Alice+lists@Example.ORG"), std::nullopt);
  EXPECT_EQ(refused("dave@example.org"), Errc::not_found);
}

TEST_F(DeliveryTest, AListedDomainMakesAccountsAtTheFirstDelivery) {
  ASSERT_TRUE(wait(engine->store().put_domain({.name = "new.example", .creates_accounts = true})));
  EXPECT_TRUE(send({"erin+x@new.example"}).at(0));
  const auto erin = wait(engine->store().account_by_address("erin@new.example"));
  ASSERT_TRUE(erin);
  EXPECT_EQ(messages(erin->id, "INBOX").size(), 1u);
  EXPECT_EQ(refused("a/b@new.example"), Errc::not_found);
}

TEST_F(DeliveryTest, AFullMailboxIsRefusedAtOnce) {
  const auto full = account("full@example.org", 250);
  EXPECT_TRUE(send({"full@example.org"}).at(0));
  EXPECT_EQ(messages(full, "INBOX").size(), 1u);
  wait(engine->store().put_account({.id = full, .address = "full@example.org", .quota = 10})).value();
  EXPECT_EQ(refused("full@example.org"), Errc::over_quota);
}

TEST_F(DeliveryTest, TheActiveScriptFiles) {
  script(alice,
         "require [\"fileinto\", \"mailbox\", \"imap4flags\"];"
         "if header \"Subject\" \"hi\" { fileinto :create :flags \"\\\\Flagged\" \"Work\"; }");
  ASSERT_TRUE(send({"alice@example.org"}).at(0));
  ASSERT_EQ(messages(alice, "Work").size(), 1u);
  EXPECT_TRUE(messages(alice, "Work")[0].flags.has(mail::Flags::flagged));
  EXPECT_TRUE(messages(alice, "INBOX").empty());
  EXPECT_NE(trace(alice).find("DF: script \"main\": fileinto"), std::string::npos);
}

TEST_F(DeliveryTest, QuestionsAreAnsweredFromTheStore) {
  script(alice,
         "require [\"fileinto\", \"mailbox\"]; if mailboxexists \"Archive\" { fileinto \"Archive\"; }");
  ASSERT_TRUE(send({"alice@example.org"}).at(0));
  EXPECT_EQ(messages(alice, "Archive").size(), 1u);
}

TEST_F(DeliveryTest, TheActiveScriptIsIncludedByItself) {
  script(alice, "require [\"include\", \"fileinto\"]; include :once \"main\"; fileinto \"Archive\";");
  ASSERT_TRUE(send({"alice@example.org"}).at(0));
  EXPECT_EQ(messages(alice, "Archive").size(), 1u);
  EXPECT_EQ(trace(alice).find("fail"), std::string::npos) << trace(alice);
}

TEST_F(DeliveryTest, AMailboxIsMadeWithTheSpecialUseThatNoneHas) {
  script(alice,
         "require [\"fileinto\", \"special-use\", \"mailbox\"];"
         "fileinto :specialuse \"\\\\Flagged\" :create \"Stars\";");
  ASSERT_TRUE(send({"alice@example.org"}).at(0));
  const auto all = wait(engine->store().mailboxes(alice));
  const auto made = std::ranges::find(*all, "Stars", &store::Mailbox::name);
  ASSERT_NE(made, all->end());
  EXPECT_EQ(made->special_use, "\\Flagged");
}

TEST_F(DeliveryTest, ScriptsKnowWhereTheyRun) {
  script(
      alice,
      "require [\"fileinto\", \"environment\"]; if allof (environment \"host\" \"mx.example\", environment "
      "\"location\" \"MS\", environment \"phase\" \"during\", environment \"domain\" \"example\") "
      "{ fileinto \"Archive\"; }");
  ASSERT_TRUE(send({"alice@example.org"}).at(0));
  EXPECT_EQ(messages(alice, "Archive").size(), 1u);
}

TEST_F(DeliveryTest, ADiscardedMailIsRememberedAndStoredNowhere) {
  script(alice, "discard;");
  ASSERT_TRUE(send({"alice@example.org"}).at(0));
  EXPECT_TRUE(send({"alice@example.org"}).at(0)->duplicate);
  EXPECT_TRUE(messages(alice, "INBOX").empty());
  EXPECT_NE(trace(alice).find(
                "DF: the message is stored nowhere: nobody is told, as subscriptions are to mailboxes"),
            std::string::npos);
}

TEST_F(DeliveryTest, TheAdministratorsScriptRunsFirst) {
  open({.before = sieve_engine.check("discard;").program});
  ASSERT_TRUE(send({"alice@example.org"}).at(0));
  EXPECT_TRUE(messages(alice, "INBOX").empty());
  EXPECT_NE(trace(alice).find("AF: the message is stored nowhere: nobody is told, as the administrator"),
            std::string::npos);
}

TEST_F(DeliveryTest, AScriptWithErrorsKeepsTheMail) {
  script(alice, "fileinto \"Work\";");  // no require
  ASSERT_TRUE(send({"alice@example.org"}).at(0));
  EXPECT_EQ(messages(alice, "INBOX").size(), 1u);
  EXPECT_NE(trace(alice).find("has errors and cannot run"), std::string::npos);
}

TEST_F(DeliveryTest, ANameThatTheStoreRefusesKeepsTheMail) {
  script(alice, "require [\"fileinto\", \"mailbox\"]; fileinto :create \"a//b\";");
  ASSERT_TRUE(send({"alice@example.org"}).at(0));
  EXPECT_EQ(messages(alice, "INBOX").size(), 1u);
}

// However often it is tried: the sender's server would give the mail back after days.
TEST_F(DeliveryTest, OneMailboxTooManyKeepsTheMail) {
  fault = [](std::string_view step) -> std::optional<base::Error> {
    if (step == "mailbox") return base::fail(Errc::too_large, "there are too many mailboxes");
    return std::nullopt;
  };
  script(alice, "require [\"fileinto\", \"mailbox\"]; fileinto :create \"one more\";");
  ASSERT_FALSE(send({"alice@example.org"}).at(0)) << "the fault is for INBOX too";
  std::atomic<int> faults = 1;
  fault = [&](std::string_view step) -> std::optional<base::Error> {
    if (step == "mailbox" && faults-- > 0) return base::fail(Errc::too_large, "there are too many mailboxes");
    return std::nullopt;
  };
  ASSERT_TRUE(send({"alice@example.org"}).at(0));
  EXPECT_EQ(messages(alice, "INBOX").size(), 1u);
}

TEST_F(DeliveryTest, WhatTheOwnerAsksForInVainCostsTheAdministratorNothing) {
  open({.before =
            sieve_engine.check("require [\"copy\", \"fileinto\"]; redirect :copy \"archive@example.net\";")
                .program,
        .after = sieve_engine.check("require \"imap4flags\"; addflag \"seen-by-admin\";").program});
  script(alice, "require [\"fileinto\", \"mailbox\", \"copy\"]; fileinto :copy :create \"a//b\";");
  ASSERT_TRUE(send({"alice@example.org"}).at(0));
  const auto kept = messages(alice, "INBOX");
  ASSERT_EQ(kept.size(), 1u);
  EXPECT_EQ(kept[0].flags.text(), "seen-by-admin");
  const auto items = wait(engine->outbox().claim(10, std::chrono::seconds(30))).value();
  ASSERT_EQ(items.size(), 1u);
  EXPECT_EQ(std::get<store::MailItem>(items[0].payload).recipient.text(), "archive@example.net");
  EXPECT_NE(trace(alice).find("the owner's script is passed over"), std::string::npos) << trace(alice);
}

TEST_F(DeliveryTest, WhatTheAdministratorAsksForInVainKeepsTheMail) {
  open({.before =
            sieve_engine.check("require [\"fileinto\", \"mailbox\"]; fileinto :create \"a//b\";").program});
  ASSERT_TRUE(send({"alice@example.org"}).at(0));
  EXPECT_EQ(messages(alice, "INBOX").size(), 1u);
  EXPECT_NE(trace(alice).find("; the message is kept in INBOX"), std::string::npos);
}

TEST_F(DeliveryTest, ARedirectLeavesAsOutgoingMail) {
  script(alice, "redirect \"bob@example.net\";");
  ASSERT_TRUE(send({"alice@example.org"}).at(0));
  const auto items = wait(engine->outbox().claim(10, std::chrono::seconds(30))).value();
  ASSERT_EQ(items.size(), 1u);
  const auto& mail = std::get<store::MailItem>(items[0].payload);
  EXPECT_EQ(mail.recipient.text(), "bob@example.net");
  EXPECT_EQ(wait(engine->blobs().get(mail.body, {})).value().view(), some_mail);
  EXPECT_EQ(mail.log_id, "ID");
}

TEST_F(DeliveryTest, EachMailboxGetsTheMessageAsTheScriptHadEditedIt) {
  script(alice, R"(require ["editheader", "fileinto", "copy"];
fileinto :copy "Archive";
addheader "X-Hello" "World";
redirect :copy "friend@example.net";
redirect :copy "other@example.net";)");
  ASSERT_TRUE(send({"alice@example.org"}).at(0));
  const auto octets = [&](const store::BlobRef& body) {
    return std::string(wait(engine->blobs().get(body, {})).value().view());
  };
  const auto kept = messages(alice, "INBOX").at(0);
  EXPECT_EQ(octets(kept.body), "X-Hello: World\r\n" + std::string(some_mail));
  EXPECT_TRUE(kept.prefix.starts_with("Return-Path: <boss@example.com>\r\n"));
  EXPECT_EQ(octets(messages(alice, "Archive").at(0).body), some_mail);
  const auto items = wait(engine->outbox().claim(10, std::chrono::seconds(30))).value();
  ASSERT_EQ(items.size(), 2u);
  for (const auto& item : items)
    EXPECT_EQ(std::get<store::MailItem>(item.payload).body, kept.body) << "a version is stored once";
}

TEST_F(DeliveryTest, AnEditOfTheAdministratorGoesOnToTheUser) {
  open({.before = sieve_engine.check("require \"editheader\"; addheader \"X-Spam\" \"yes\";").program});
  script(alice, "require \"fileinto\"; if header \"X-Spam\" \"yes\" { fileinto \"INBOX/Junk\"; }");
  ASSERT_TRUE(wait(engine->store().mutate(alice, store::CreateMailbox{.name = "INBOX/Junk"}, "")));
  ASSERT_TRUE(send({"alice@example.org"}).at(0));
  const auto junk = messages(alice, "INBOX/Junk").at(0);
  EXPECT_EQ(wait(engine->blobs().get(junk.body, {})).value().view(),
            "X-Spam: yes\r\n" + std::string(some_mail));
}

TEST_F(DeliveryTest, AnEditedMessageIsEditedAnewAfterAConflict) {
  std::atomic<int> conflicts = 1;
  fault = [&](std::string_view step) -> std::optional<base::Error> {
    if (step == "account" && conflicts-- > 0) return base::fail(Errc::conflict, "changed");
    return std::nullopt;
  };
  script(alice, "require \"editheader\"; deleteheader \"Subject\";");
  ASSERT_TRUE(send({"alice@example.org"}).at(0));
  EXPECT_EQ(wait(engine->blobs().get(messages(alice, "INBOX").at(0).body, {})).value().view(),
            "\r\nhello\r\n");
}

TEST_F(DeliveryTest, ALoopIsRefused) {
  const auto looped = send({"alice@example.org"}, "Delivered-To: alice@example.org\r\nSubject: x\r\n\r\n");
  EXPECT_EQ(looped.at(0).error().code, Errc::already_exists);
}

// The filters saw a world that is gone: they run again, and see the new one.
TEST_F(DeliveryTest, AConflictRunsTheFiltersAgain) {
  std::atomic<int> conflicts = 2;
  fault = [&](std::string_view step) -> std::optional<base::Error> {
    if (step == "account" && conflicts-- > 0) return base::fail(Errc::conflict, "changed");
    return std::nullopt;
  };
  script(alice, "require [\"fileinto\"]; fileinto \"Archive\";");
  ASSERT_TRUE(send({"alice@example.org"}).at(0));
  EXPECT_EQ(messages(alice, "Archive").size(), 1u);
}

TEST_F(DeliveryTest, AfterThreeConflictsTheMailIsJustKept) {
  std::atomic<int> conflicts = 3;
  fault = [&](std::string_view step) -> std::optional<base::Error> {
    if (step == "account" && conflicts-- > 0) return base::fail(Errc::conflict, "changed");
    return std::nullopt;
  };
  script(alice, "require [\"fileinto\"]; fileinto \"Archive\";");
  ASSERT_TRUE(send({"alice@example.org"}).at(0));
  EXPECT_EQ(messages(alice, "INBOX").size(), 1u);
  EXPECT_NE(trace(alice).find("the mailboxes change too often; the owner's script is passed over"),
            std::string::npos);
}

TEST_F(DeliveryTest, ConflictsWithoutEndAreATemporaryFailure) {
  fault = [](std::string_view) -> std::optional<base::Error> {
    return base::fail(Errc::conflict, "changed");
  };
  EXPECT_EQ(send({"alice@example.org"}).at(0).error().code, Errc::conflict);
}

TEST_F(DeliveryTest, AFullDiskIsAnswerAndNotTrouble) {
  fault = [](std::string_view) -> std::optional<base::Error> {
    return base::fail(Errc::no_space, "disk full");
  };
  EXPECT_EQ(send({"alice@example.org"}).at(0).error().code, Errc::no_space);
  fault = nullptr;
  EXPECT_FALSE(send({"alice@example.org"}).at(0)->duplicate);
}

TEST_F(DeliveryTest, AFailingMachineIsATemporaryFailure) {
  fault = [](std::string_view) -> std::optional<base::Error> { throw std::runtime_error("disk on fire"); };
  EXPECT_EQ(send({"alice@example.org"}).at(0).error().code, Errc::try_later);
}

TEST_F(DeliveryTest, MailForATappedAccountBelongsOnItsOwnServer) {
  tapped.insert("alice@example.org");
  EXPECT_EQ(refused("alice@example.org"), Errc::denied);
  const auto answer = send({"alice@example.org"}).at(0);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Errc::denied);
  EXPECT_NE(answer.error().text.find("on another server"), std::string::npos);
  EXPECT_TRUE(messages(alice, "INBOX").empty());
}

}  // namespace
}  // namespace notifyd::filters
