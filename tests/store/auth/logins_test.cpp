// Logins against our own passwords: plain and by SASL, devices, acting for others, the brake, what is not
// told.

#include "store/auth/logins.hpp"

#include <gtest/gtest.h>

#include "net/loops.hpp"
#include "store/auth/own_passwords.hpp"
#include "store/auth/set_password.hpp"
#include "store/auth/token.hpp"
#include "tests/support/account_store.hpp"
#include "tests/support/sasl_client.hpp"

namespace store::auth {
namespace {

using namespace std::chrono_literals;
using base::Errc;

class LoginsTest : public testing::Test {
 protected:
  void run(std::function<net::Task<>()> task) { net::run_blocking(loops.first(), std::move(task)); }

  template <class T>
  T answer(std::function<Answer<T>()> ask) {
    std::optional<T> value;
    run([&]() -> net::Task<> {
      auto got = co_await ask();
      value = std::move(got.value());
    });
    return std::move(*value);
  }

  void SetUp() override {
    alice = answer<mail::AccountId>(
        [&] { return accounts.put_account({.address = "alice@example.org", .aliases = {"a@example.org"}}); });
    phone = answer<mail::DeviceId>([&] { return accounts.put_device({.account = alice, .name = "phone"}); });
    const auto admin =
        answer<mail::AccountId>([&] { return accounts.put_account({.address = "admin@example.org"}); });
    give_password({.account = alice}, "secret");
    give_password({.account = alice, .device = phone}, "phone secret");
    give_password({.account = admin}, "root");
    logins.set_rules({.default_domain = "example.org", .administrators = {"admin@example.org"}});
  }
  void give_password(PasswordOwner owner, const std::string& password) {
    answer<std::monostate>([&] { return set_password(accounts, loops.pool(), owner, password); });
  }

  base::Result<Identity> plain(const std::string& login, const std::string& password,
                               const std::string& peer = "192.0.2.1") {
    base::Result<Identity> result = base::fail(Errc::gone, "");
    run([&]() -> net::Task<> { result = co_await logins.plain(login, password, peer); });
    return result;
  }

  /// A whole SASL exchange; the client must be satisfied when the server says done.
  base::Result<Identity> sasl(const std::string& mechanism, const tests::SaslAccount& who) {
    base::Result<Identity> result = base::fail(Errc::gone, "");
    run([&]() -> net::Task<> { result = co_await converse(mechanism, who); });
    return result;
  }
  Answer<Identity> converse(std::string mechanism, tests::SaslAccount who) {
    const auto client = client_side.client(mechanism, who);
    const auto server = logins.start(mechanism, "192.0.2.1");
    std::optional<base::Octets> response;
    if (mechanism != "LOGIN") response = client->step({}).value();
    for (;;) {
      auto step = co_await server->step(response);
      if (!step) co_return step.error();
      if (auto* done = std::get_if<Done>(&*step)) {
        if (done->final_octets) EXPECT_TRUE(client->step(*done->final_octets));
        EXPECT_TRUE(client->satisfied());
        co_return done->identity;
      }
      last_challenge = std::get<Challenge>(*step).octets;
      response = client->step(last_challenge).value();
    }
  }

  net::Loops loops{1, 1};
  base::ManualClock clock{base::from_microseconds(1'800'000'000'000'000)};
  AccountStore accounts;
  OwnPasswords own{accounts, loops.pool(), clock, "made up"};
  Brake brake{clock};
  Logins logins{accounts, {&own}, brake, "made up", base::Log()};
  tests::SaslClients client_side;
  mail::AccountId alice;
  mail::DeviceId phone;
  base::Octets last_challenge;
};

TEST_F(LoginsTest, AcceptsThePasswordOfAnAccount) {
  const auto who = plain("Alice@example.org", "secret");
  ASSERT_TRUE(who);
  EXPECT_EQ(who->account, alice);
  EXPECT_EQ(who->address, "alice@example.org");
  EXPECT_FALSE(who->device);
  EXPECT_FALSE(who->administrator);
}

TEST_F(LoginsTest, AcceptsAnAliasAndABareName) {
  EXPECT_EQ(plain("a@example.org", "secret").value().address, "alice@example.org");
  EXPECT_EQ(plain("alice", "secret").value().account, alice);
}

TEST_F(LoginsTest, RefusesWrongPasswordsAndUnknownNamesInTheSameWords) {
  const auto wrong = plain("alice@example.org", "Secret");
  const auto unknown = plain("nobody@example.org", "secret");
  const auto absurd = plain(std::string(5000, 'x'), "secret");
  ASSERT_FALSE(wrong);
  ASSERT_FALSE(unknown);
  ASSERT_FALSE(absurd);
  EXPECT_EQ(wrong.error().code, Errc::denied);
  EXPECT_EQ(unknown.error().code, Errc::denied);
  EXPECT_EQ(wrong.error().text, "wrong user name or password");
  EXPECT_EQ(wrong.error().text, unknown.error().text);
}

TEST_F(LoginsTest, ADeviceHasItsOwnPasswordAndOnlyThat) {
  EXPECT_EQ(plain("alice@example.org/phone", "phone secret").value().device, phone);
  EXPECT_FALSE(plain("alice@example.org/phone", "secret"));
  EXPECT_FALSE(plain("alice@example.org", "phone secret"));
  EXPECT_FALSE(plain("alice@example.org/tablet", "phone secret"));
  EXPECT_FALSE(plain("alice@example.org/", "secret"));
}

TEST_F(LoginsTest, ADroppedDeviceCannotLogInFromThatMomentOn) {
  ASSERT_TRUE(plain("alice@example.org/phone", "phone secret"));
  answer<std::monostate>([&] { return accounts.drop_device(alice, phone); });
  EXPECT_FALSE(plain("alice@example.org/phone", "phone secret"));
}

TEST_F(LoginsTest, AChangedPasswordCountsFromThatMomentOn) {
  ASSERT_TRUE(plain("alice@example.org", "secret"));
  give_password({.account = alice}, "new");
  EXPECT_FALSE(plain("alice@example.org", "secret"));
  EXPECT_TRUE(plain("alice@example.org", "new"));
}

TEST_F(LoginsTest, ADisabledAccountIsRefused) {
  accounts.disable(alice);
  EXPECT_FALSE(plain("alice@example.org", "secret"));
  EXPECT_FALSE(sasl("SCRAM-SHA-256", {.login = "alice@example.org", .password = "secret"}));
}

TEST_F(LoginsTest, AnUnknownNameCostsTheStoreAsMuchAsAKnownOne) {
  const auto reads_of = [&](const std::string& login) {
    accounts.reads = 0;
    EXPECT_FALSE(plain(login, "wrong"));
    return accounts.reads;
  };
  EXPECT_EQ(reads_of("nobody@example.org"), reads_of("alice@example.org"));
  EXPECT_EQ(reads_of("nobody@example.org/phone"), reads_of("alice@example.org/phone"));
}

TEST_F(LoginsTest, AnUnknownNameCostsOneHashAsAWrongPasswordDoes) {
  const auto hashes_of = [&](const std::string& login, const std::string& password) {
    const auto before = own.hashes();
    EXPECT_FALSE(plain(login, password));
    return own.hashes() - before;
  };
  EXPECT_EQ(hashes_of("alice@example.org", "wrong"), 1U);
  EXPECT_EQ(hashes_of("nobody@example.org", "wrong"), 1U);
  EXPECT_EQ(hashes_of("alice@example.org/tablet", "wrong"), 1U);
  accounts.disable(alice);
  EXPECT_EQ(hashes_of("alice@example.org", "secret"), 1U);
}

TEST_F(LoginsTest, OffersScramBeforePlain) {
  EXPECT_EQ(logins.mechanisms(),
            (std::vector<std::string>{"SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN", "LOGIN"}));
  EXPECT_EQ(logins.start("CRAM-MD5", ""), nullptr);
}

TEST_F(LoginsTest, EveryMechanismLogsIn) {
  for (const auto& mechanism : logins.mechanisms()) {
    EXPECT_EQ(sasl(mechanism, {.login = "alice@example.org", .password = "secret"}).value().account, alice)
        << mechanism;
    EXPECT_EQ(
        sasl(mechanism, {.login = "alice@example.org/phone", .password = "phone secret"}).value().device,
        phone);
    const auto refused = sasl(mechanism, {.login = "alice@example.org", .password = "wrong"});
    ASSERT_FALSE(refused) << mechanism;
    EXPECT_EQ(refused.error().code, Errc::denied);
  }
}

TEST_F(LoginsTest, ScramShowsAnUnknownNameTheSameSaltEachTimeAndNoOtherWords) {
  const auto salt_of = [&](const std::string& login) {
    const auto refused = sasl("SCRAM-SHA-256", {.login = login, .password = "x"});
    EXPECT_EQ(refused.error().code, Errc::denied);
    EXPECT_EQ(refused.error().text, "wrong user name or password");
    const std::size_t salt = last_challenge.find(",s=");
    return last_challenge.substr(salt);
  };
  EXPECT_EQ(salt_of("nobody@example.org"), salt_of("nobody@example.org"));
  EXPECT_EQ(salt_of("nobody@example.org").size(), salt_of("alice@example.org").size());
}

TEST_F(LoginsTest, AnAdministratorMayActForAnother) {
  const auto who = sasl("PLAIN", {.login = "admin", .password = "root", .authorize_as = "alice@example.org"});
  EXPECT_EQ(who.value().account, alice);
  EXPECT_FALSE(who.value().administrator);
  EXPECT_TRUE(plain("admin@example.org", "root").value().administrator);
  EXPECT_FALSE(
      sasl("SCRAM-SHA-1", {.login = "admin", .password = "root", .authorize_as = "nobody@example.org"}));
}

TEST_F(LoginsTest, OthersMayNameThemselvesOnly) {
  EXPECT_TRUE(sasl("PLAIN", {.login = "alice", .password = "secret", .authorize_as = "alice@example.org"}));
  EXPECT_TRUE(sasl("PLAIN", {.login = "alice", .password = "secret", .authorize_as = "a@example.org"}));
  const auto other =
      sasl("PLAIN", {.login = "alice", .password = "secret", .authorize_as = "admin@example.org"});
  const auto unknown =
      sasl("PLAIN", {.login = "alice", .password = "secret", .authorize_as = "nobody@example.org"});
  ASSERT_FALSE(other);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(other.error().text, unknown.error().text);
}

TEST_F(LoginsTest, TheBrakeHoldsForAllWaysToLogIn) {
  for (int i = 0; i < 12; ++i) static_cast<void>(brake.failed("192.0.2.1", "alice@example.org"));
  EXPECT_EQ(plain("alice@example.org", "secret").error().code, Errc::try_later);
  EXPECT_EQ(plain("ALICE", "secret").error().code, Errc::try_later) << "however the name is written";
  for (const auto& mechanism : logins.mechanisms()) {
    const auto held = sasl(mechanism, {.login = "alice@example.org", .password = "secret"});
    EXPECT_EQ(held.error().code, Errc::try_later) << mechanism;
  }
  clock.advance(5min);
  EXPECT_TRUE(plain("alice@example.org", "secret"));
}

TEST_F(LoginsTest, FailuresOfEveryMechanismCountTogether) {
  for (const auto& mechanism : logins.mechanisms())
    EXPECT_FALSE(sasl(mechanism, {.login = "alice@example.org", .password = "wrong"}));
  EXPECT_FALSE(plain("alice@example.org", "wrong"));
  EXPECT_EQ(brake.failed("192.0.2.1", "alice@example.org"), 1s) << "the sixth failure";
}

TEST_F(LoginsTest, TheSixthFailureIsAnsweredLater) {
  for (int i = 0; i < 5; ++i) static_cast<void>(brake.failed("192.0.2.1", "alice@example.org"));
  const auto start = std::chrono::steady_clock::now();
  EXPECT_FALSE(plain("alice@example.org", "wrong"));
  EXPECT_GE(std::chrono::steady_clock::now() - start, 1s);
}

TEST_F(LoginsTest, ARightPasswordIsNotConfirmedOnceOthersHaveFailedMeanwhile) {
  // The exchange began before the brake closed; its proof comes after.
  const auto client =
      client_side.client("SCRAM-SHA-256", {.login = "alice@example.org", .password = "secret"});
  run([&]() -> net::Task<> {
    const auto exchange = logins.start("SCRAM-SHA-256", "192.0.2.1");
    const auto first = co_await exchange->step(client->step({}).value());
    for (int i = 0; i < 12; ++i) static_cast<void>(brake.failed("192.0.2.1", "alice@example.org"));
    const auto proof = client->step(std::get<Challenge>(first.value()).octets).value();
    const auto last = co_await exchange->step(proof);
    EXPECT_EQ(last.error().code, Errc::try_later);
  });
}

TEST_F(LoginsTest, ATroubleOfTheStoreIsNoFailureOfTheUser) {
  accounts.failure = base::fail(Errc::try_later, "the store is busy");
  for (int i = 0; i < 20; ++i)
    EXPECT_EQ(plain("alice@example.org", "secret").error().text, "the store is busy");
  accounts.failure.reset();
  EXPECT_TRUE(plain("alice@example.org", "secret"));
}

TEST_F(LoginsTest, TokensAreFoundByTheirHash) {
  const Token token = make_token();
  answer<std::monostate>([&] {
    return accounts.put_credential(
        {.kind = Credential::Kind::api_token, .account = alice, .verifier = token.verifier});
  });
  const auto check = [&](const std::string& shown) {
    return answer<std::optional<Credential>>([&] { return check_token(accounts, shown); });
  };
  EXPECT_EQ(check(token.shown).value().account, alice);
  EXPECT_FALSE(check(make_token().shown));
  EXPECT_FALSE(check(token.verifier));
  EXPECT_FALSE(check(""));
  accounts.disable(alice);
  EXPECT_FALSE(check(token.shown));
}

TEST_F(LoginsTest, TheSecretOfMadeUpVerifiersIsMadeOnce) {
  const auto secret = answer<std::string>([&] { return made_up_secret(accounts); });
  EXPECT_EQ(secret.size(), 32u);
  EXPECT_EQ(answer<std::string>([&] { return made_up_secret(accounts); }), secret);
}

}  // namespace
}  // namespace store::auth
