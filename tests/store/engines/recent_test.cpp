// What the engine remembers of accounts, and when it must not.

#include "store/engines/sqlite/recent.hpp"

#include <gtest/gtest.h>

#include "tests/store/engines/engine_test.hpp"

namespace tests {
namespace {

using store::sqlite::AccountRow;
using store::sqlite::Recent;

constexpr mail::AccountId alice{1}, bob{2}, carol{3};

store::Account account_of(mail::AccountId id, const std::string& address) {
  return {.id = id, .address = address, .aliases = {"alias-of-" + address}};
}

class RecentTest : public testing::Test {
 protected:
  Recent recent{2};
};

TEST_F(RecentTest, FindsAnAccountByEachOfItsAddresses) {
  recent.keep(alice, recent.begin(alice), account_of(alice, "alice@example.org"));
  EXPECT_EQ(recent.owner("alice@example.org"), alice);
  EXPECT_EQ(recent.owner("alias-of-alice@example.org"), alice);
  EXPECT_EQ(recent.owner("bob@example.org"), std::nullopt);
  recent.forget(alice);
  EXPECT_EQ(recent.owner("alice@example.org"), std::nullopt);
  EXPECT_FALSE(recent.account(alice));
}

TEST_F(RecentTest, KeepsNothingThatWasReadBeforeACommitChangedIt) {
  const auto ticket = recent.begin(alice);
  recent.forget(alice);
  recent.keep(alice, ticket, std::vector<store::Device>(1));
  EXPECT_FALSE(recent.devices(alice));
  const auto other = recent.begin(alice);
  recent.save(AccountRow{.id = alice, .used = 7});
  recent.keep(alice, other, account_of(alice, "alice@example.org"));
  EXPECT_FALSE(recent.account(alice));
}

TEST_F(RecentTest, CountsAnAccountOnWithEachCommit) {
  const auto late = recent.begin(alice);
  recent.keep(alice, recent.begin(alice), account_of(alice, "alice@example.org"));
  recent.save(AccountRow{.id = alice, .used = 7, .head = {9}});
  recent.keep(alice, late, account_of(alice, "alice@example.org"));
  EXPECT_EQ(recent.account(alice)->used, 7U);
  EXPECT_EQ(recent.account(alice)->head.value, 9U);
}

TEST_F(RecentTest, RemembersThatThereIsNoScript) {
  EXPECT_FALSE(recent.active_script(alice));
  recent.keep(alice, recent.begin(alice),
              base::Result<store::Script>(base::fail(base::Errc::not_found, "none")));
  ASSERT_TRUE(recent.active_script(alice));
  EXPECT_FALSE(*recent.active_script(alice));
}

TEST_F(RecentTest, LetsGoOfTheAccountThatWasNotUsedForLongest) {
  for (const auto id : {alice, bob})
    recent.keep(id, recent.begin(id), account_of(id, std::to_string(id.value)));
  std::ignore = recent.account(alice);
  recent.keep(carol, recent.begin(carol), account_of(carol, "3"));
  EXPECT_TRUE(recent.account(alice));
  EXPECT_FALSE(recent.account(bob));
  EXPECT_EQ(recent.owner("2"), std::nullopt);
}

class RememberedTest : public EngineTest {};

TEST_P(RememberedTest, ShowsEachChangeToWhoeverAsksAgain) {
  auto& store = engine->store();
  const auto id = account("dora@example.org");
  const auto address = [&] { return wait(store.account_by_address("dora@example.org")).value(); };
  EXPECT_EQ(address().used, 0U);
  EXPECT_TRUE(wait(store.devices(id)).value().empty());
  EXPECT_FALSE(wait(store.script(id, "")));

  std::ignore = deliver(mail_for(id, "one")).value();
  EXPECT_GT(address().used, 0U);
  store::ScriptChange script{.kind = store::ScriptChange::Kind::put, .name = "main"};
  script.text = "keep;";
  std::ignore = wait(store.put_script(id, script, {})).value();
  EXPECT_FALSE(wait(store.script(id, "")));
  script.kind = store::ScriptChange::Kind::activate;
  std::ignore = wait(store.put_script(id, script, {})).value();
  EXPECT_EQ(wait(store.script(id, "")).value().text, "keep;");
  const auto device = wait(store.put_device({.account = id, .name = "phone"})).value();
  EXPECT_EQ(wait(store.devices(id)).value().at(0).retired, "");
  std::ignore = wait(store.retire_device(id, device, "gone")).value();
  EXPECT_EQ(wait(store.devices(id)).value().at(0).retired, "gone");
  std::ignore = wait(store.drop_device(id, device)).value();
  EXPECT_TRUE(wait(store.devices(id)).value().empty());

  auto changed = address();
  changed.address = "theodora@example.org";
  changed.quota = 1000;
  std::ignore = wait(store.put_account(changed)).value();
  EXPECT_FALSE(wait(store.account_by_address("dora@example.org")));
  EXPECT_EQ(wait(store.account_by_address("theodora@example.org")).value().quota, 1000U);
  std::ignore = wait(store.drop_account(id)).value();
  EXPECT_FALSE(wait(store.account_by_address("theodora@example.org")));
  EXPECT_FALSE(wait(store.account(id)));
}

INSTANTIATE_TEST_SUITE_P(Engines, RememberedTest, testing::ValuesIn(all_engines()),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace tests
