// Whether a login still stands after accounts, devices and passwords have changed.

#include "store/auth/standing.hpp"

#include <gtest/gtest.h>

#include "net/loops.hpp"
#include "tests/support/account_store.hpp"

namespace store::auth {
namespace {

class StandingTest : public testing::Test {
 protected:
  StandingTest() {
    alice.account = got(accounts.put_account({.address = "alice@example.org"}));
    const auto device = got(accounts.put_device({.account = alice.account, .name = "phone"}));
    phone = {.account = alice.account, .device = device};
    give(alice, "one");
    give(phone, "two");
    alice.proof = proof_of("one");
    phone.proof = proof_of("two");
    alice.as_of = phone.as_of = accounts.login_changes();
  }
  template <class T>
  T got(Answer<T> answer) {
    std::optional<T> value;
    net::run_blocking(loops.first(), [&]() -> net::Task<> { value = (co_await std::move(answer)).value(); });
    return std::move(*value);
  }
  void give(const Identity& who, const std::string& verifier) {
    const auto kind = who.device ? Credential::Kind::device : Credential::Kind::password;
    got(accounts.put_credential(
        {.kind = kind, .account = who.account, .device = who.device, .verifier = verifier}));
  }
  bool stand(Identity& who) {
    bool answer = false;
    net::run_blocking(loops.first(), [&]() -> net::Task<> { answer = co_await stands(accounts, who); });
    return answer;
  }

  net::Loops loops{1, 1};
  AccountStore accounts;
  Identity alice;
  Identity phone;
};

TEST_F(StandingTest, TheStoreIsReadOnlyAfterAChange) {
  const auto reads = accounts.reads;
  EXPECT_TRUE(stand(alice));
  EXPECT_EQ(accounts.reads, reads);
  give(phone, "three");
  EXPECT_TRUE(stand(alice));
  EXPECT_GT(accounts.reads, reads);
  const auto once = accounts.reads;
  EXPECT_TRUE(stand(alice));
  EXPECT_EQ(accounts.reads, once);
}

TEST_F(StandingTest, ADeviceThatIsDroppedHasNoLoginAndOthersKeepTheirs) {
  got(accounts.drop_device(alice.account, *phone.device));
  EXPECT_FALSE(stand(phone));
  EXPECT_FALSE(stand(phone)) << "it does not come back";
  EXPECT_TRUE(stand(alice));
}

TEST_F(StandingTest, AnotherPasswordEndsTheLoginsOfTheOldOne) {
  give(alice, "new");
  EXPECT_FALSE(stand(alice));
  EXPECT_TRUE(stand(phone)) << "it has a password of its own";
}

TEST_F(StandingTest, ADisabledAccountHasNoLogins) {
  accounts.disable(alice.account);
  EXPECT_FALSE(stand(alice));
  EXPECT_FALSE(stand(phone));
}

TEST_F(StandingTest, APasswordThatIsKeptElsewhereIsNotLookedFor) {
  alice.proof.clear();
  give(alice, "new");
  EXPECT_TRUE(stand(alice));
}

}  // namespace
}  // namespace store::auth
