// notifyd/account_kinds: the configuration decides where an account's mail lies, and what its scripts can do.

#include "notifyd/account_kinds.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace notifyd {
namespace {

using Kind = AccountKinds::Kind;

Settings with_tap() {
  Settings settings;
  settings.taps.push_back({.name = "dovecot", .accounts = {"Ann@Example.org"}});
  return settings;
}

bool takes(const AccountKinds& kinds, const std::string& address, const std::string& capability) {
  return kinds.checker(address).check("require \"" + capability + "\";").program != nullptr;
}

TEST(AccountKindsTest, AWatchedAddressIsTappedWhateverItsCase) {
  const AccountKinds kinds(with_tap());
  EXPECT_EQ(kinds.of("ann@example.org"), Kind::tapped);
  EXPECT_EQ(kinds.of("bob@example.org"), Kind::stored);
}

TEST(AccountKindsTest, ANextServerHooksAllOthers) {
  auto settings = with_tap();
  settings.lmtp.next = "unix:/run/lmtp";
  const AccountKinds kinds(settings);
  EXPECT_EQ(kinds.of("ann@example.org"), Kind::tapped);
  EXPECT_EQ(kinds.of("bob@example.org"), Kind::hooked);
}

TEST(AccountKindsTest, ScriptsAreTakenByKind) {
  auto settings = with_tap();
  const AccountKinds stored(settings);
  EXPECT_TRUE(takes(stored, "bob@example.org", "imap4flags"));
  EXPECT_FALSE(takes(stored, "ann@example.org", "fileinto"));
  EXPECT_TRUE(takes(stored, "ann@example.org", "enotify"));
  settings.lmtp.next = "unix:/run/lmtp";
  const AccountKinds hooked(settings);
  EXPECT_TRUE(takes(hooked, "bob@example.org", "fileinto"));
  EXPECT_FALSE(takes(hooked, "bob@example.org", "imap4flags"));
  EXPECT_TRUE(takes(stored, "bob@example.org", "body"));
  EXPECT_FALSE(takes(stored, "ann@example.org", "body"));
}

TEST(AccountKindsTest, WhatIsAskedOfTheStoreIsOfferedWhereItAnswers) {
  auto settings = with_tap();
  const AccountKinds stored(settings);
  settings.lmtp.next = "unix:/run/lmtp";
  const AccountKinds hooked(settings);
  for (const auto* of_mailboxes : {"mailboxid", "mboxmetadata", "servermetadata"}) {
    EXPECT_TRUE(takes(stored, "bob@example.org", of_mailboxes)) << of_mailboxes;
    EXPECT_FALSE(takes(hooked, "bob@example.org", of_mailboxes)) << of_mailboxes;
    EXPECT_FALSE(takes(stored, "ann@example.org", of_mailboxes)) << of_mailboxes;
    EXPECT_EQ(std::ranges::count(hooked.checker("bob@example.org").capabilities(), of_mailboxes), 0);
  }
  EXPECT_TRUE(takes(stored, "bob@example.org", "extlists"));
  EXPECT_TRUE(takes(hooked, "bob@example.org", "extlists"));
  EXPECT_TRUE(takes(stored, "ann@example.org", "extlists"));
  EXPECT_EQ(
      stored.checker("ann@example.org").check("require \"extlists\"; redirect :list \"tag:x\";").program,
      nullptr)
      << "no mail leaves for what was only looked at";
}

TEST(AccountKindsTest, WhatIsWatchedSendsNoMail) {
  auto settings = with_tap();
  settings.smarthost.host = "mx.example.org";
  const AccountKinds kinds(settings);
  EXPECT_EQ(std::ranges::count(kinds.checker("bob@example.org").methods(), "mailto"), 1);
  EXPECT_EQ(std::ranges::count(kinds.checker("ann@example.org").methods(), "mailto"), 0);
}

TEST(AccountKindsTest, OnlyTheAdministratorRunsPrograms) {
  Settings settings;
  constexpr const char* script =
      "require [\"vnd.dovecot.pipe\", \"vnd.dovecot.filter\", \"vnd.dovecot.execute\"];";
  EXPECT_EQ(AccountKinds(settings).administrative_checker().check(script).program, nullptr)
      << "there is no folder";
  settings.sieve.programs.folder = "/usr/bin";
  settings.sieve.classes = {{.name = "staff",
                             .members = {"bob@example.org"},
                             .disabled = {},
                             .disabled_methods = {},
                             .limits = {}}};
  const AccountKinds kinds(settings);
  EXPECT_NE(kinds.administrative_checker().check(script).program, nullptr);
  for (const char* address : {"ann@example.org", "bob@example.org"}) {
    EXPECT_EQ(kinds.checker(address).check(script).program, nullptr) << address;
    EXPECT_EQ(kinds.runner(address).check(script).program, nullptr) << address;
  }
}

TEST(AccountKindsTest, AClassHasItsOwnExtensionsAndLimits) {
  Settings settings;
  settings.sieve.disabled = {"regex", "body"};
  settings.sieve.classes = {{.name = "staff",
                             .members = {"@staff.example", "bob@example.org"},
                             .disabled = {"include"},
                             .disabled_methods = {},
                             .limits = {.redirects = 9}},
                            {.name = "guests",
                             .members = {"bob@example.org", "eve@example.org"},
                             .disabled = {},
                             .disabled_methods = {},
                             .limits = {.notifications = 0}}};
  const AccountKinds kinds(settings);
  const auto disabled = [&](const std::string& address) {
    std::string names;
    for (const char* name : {"regex", "body", "include"})
      if (!takes(kinds, address, name)) names += std::string(name) + ' ';
    return names;
  };
  EXPECT_EQ(disabled("ann@example.org"), "regex body ");
  EXPECT_EQ(disabled("ann@staff.example"), "include ");
  EXPECT_EQ(disabled("bob@example.org"), "include ") << "the first class that names it";
  EXPECT_EQ(disabled("eve@example.org"), "");
  EXPECT_EQ(kinds.runner("ann@staff.example").limits().redirects, 9U);
  EXPECT_EQ(kinds.runner("ann@example.org").limits().redirects, settings.sieve.limits.redirects);
  EXPECT_EQ(kinds.runner("eve@example.org").limits().notifications, 0U);
  EXPECT_NE(kinds.administrative_checker().check("require [\"regex\", \"include\"];").program, nullptr);
  EXPECT_EQ(kinds.common_checker().check("require \"regex\";").program, nullptr);
}

TEST(AccountKindsTest, AClassHasItsOwnLimitsADay) {
  auto settings = with_tap();
  settings.sieve.notify.a_day = {{"mailto", 200}};
  settings.sieve.classes = {{.name = "staff", .members = {"bob@example.org"}, .a_day = {{"mailto", 500}}},
                            {.name = "others", .members = {"@example.org"}, .a_day = {{"mailto", 1}}}};
  const AccountKinds kinds(settings);
  const auto mails = [&](const std::string& address) { return kinds.a_day(address).at("mailto"); };
  EXPECT_EQ(mails("bob@example.org"), 500U);
  EXPECT_EQ(mails("ann@example.org"), 1U) << "watched or not";
  EXPECT_EQ(mails("bob@example.net"), 200U);
}

TEST(AccountKindsTest, ALimitHoldsForScriptsOfEveryoneAndOfAClass) {
  Settings settings;
  settings.sieve.limits.nesting = 15;
  settings.sieve.classes = {{.name = "staff",
                             .members = {"bob@example.org"},
                             .disabled = {},
                             .disabled_methods = {},
                             .limits = {.nesting = 16}}};
  const AccountKinds kinds(settings);
  std::string script = "keep;";
  for (int i = 0; i < 16; ++i) script = "if true { " + script + " }";
  EXPECT_EQ(kinds.checker("ann@example.org").check(script).program, nullptr);
  EXPECT_EQ(kinds.common_checker().check(script).program, nullptr);
  EXPECT_EQ(kinds.administrative_checker().check(script).program, nullptr);
  EXPECT_NE(kinds.checker("bob@example.org").check(script).program, nullptr);
}

TEST(AccountKindsTest, AClassHasNoMethodsThatItOrTheSiteDisables) {
  auto settings = with_tap();
  settings.smarthost.host = "mx.example.org";
  settings.sieve.notify.disabled = {"https"};
  settings.sieve.classes = {{.name = "guests",
                             .members = {"eve@example.org", "ann@example.org"},
                             .disabled = {},
                             .disabled_methods = {"device"},
                             .limits = {}}};
  const AccountKinds kinds(settings);
  using Names = std::vector<std::string>;
  EXPECT_EQ(kinds.checker("bob@example.org").methods(), (Names{"mailto", "device", "tel", "sms"}));
  EXPECT_EQ(kinds.checker("eve@example.org").methods(), (Names{"mailto", "tel", "sms"}));
  EXPECT_EQ(kinds.runner("eve@example.org").methods(), (Names{"mailto", "tel", "sms"}));
  EXPECT_EQ(kinds.checker("ann@example.org").methods(), (Names{"tel", "sms"})) << "and is watched";
  EXPECT_EQ(kinds.administrative_checker().methods(), (Names{"mailto", "device", "tel", "sms"}));
}

}  // namespace
}  // namespace notifyd
