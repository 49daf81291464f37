// What a client makes by one request, and is answered again when it repeats it.

#include "tests/store/engines/engine_test.hpp"

namespace tests {
namespace {

using namespace std::chrono_literals;

class CreateTest : public EngineTest {
 protected:
  store::Once once(std::string key, std::string request = "request", std::string answer = "answer") {
    return {.key = std::move(key),
            .request = std::move(request),
            .answer = std::move(answer),
            .until = clock.now() + 24h};
  }
  base::Result<store::Created> make(const std::string& address, store::Once once = {}) {
    store::NewAccount fresh{.account = {.address = address}, .verifier = "verifier"};
    return wait(engine->store().create(std::move(fresh), std::move(once)));
  }
  base::Result<store::Created> make(mail::AccountId owner, const std::string& name, store::Once once = {}) {
    store::NewDevice fresh{.device = {.account = owner, .name = name}, .verifier = "verifier"};
    return wait(engine->store().create(std::move(fresh), std::move(once)));
  }
};

TEST_P(CreateTest, MakesAnAccountWithItsPassword) {
  const auto made = make("alice@example.org").value();
  EXPECT_FALSE(made.repeated);
  const auto alice = wait(engine->store().account_by_address("alice@example.org")).value();
  EXPECT_EQ(alice.id.value, made.id);
  const auto credentials = wait(engine->store().credentials(alice.id)).value();
  ASSERT_EQ(credentials.size(), 1U);
  EXPECT_EQ(credentials[0].kind, store::Credential::Kind::password);
}

TEST_P(CreateTest, MakesADeviceWithItsPassword) {
  const auto alice = account("alice@example.org");
  const auto made = make(alice, "phone").value();
  const auto credentials = wait(engine->store().credentials(alice)).value();
  ASSERT_EQ(credentials.size(), 1U);
  EXPECT_EQ(credentials[0].device, mail::DeviceId{made.id});
}

TEST_P(CreateTest, GivesARepeatTheFirstAnswerAndChangesNothing) {
  const auto alice = account("alice@example.org");
  const auto first = make(alice, "phone", once("key")).value();
  const auto again = make(alice, "phone", once("key", "request", "another answer")).value();
  EXPECT_TRUE(again.repeated);
  EXPECT_EQ(again.answer, "answer");
  EXPECT_EQ(again.id, first.id);
  EXPECT_EQ(wait(engine->store().devices(alice)).value().size(), 1U);
}

TEST_P(CreateTest, RefusesAnotherRequestUnderTheSameKey) {
  std::ignore = make("alice@example.org", once("key"));
  const auto refused = make("bob@example.org", once("key", "another request"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::Errc::unsupported);
  EXPECT_FALSE(wait(engine->store().account_by_address("bob@example.org")));
}

TEST_P(CreateTest, RemembersNoFailure) {
  const auto alice = account("alice@example.org");
  ASSERT_FALSE(make("alice@example.org", once("key")));
  EXPECT_TRUE(make(alice, "phone", once("key")));
}

TEST_P(CreateTest, KnowsTheKeyAfterARestartAndForgetsItInTime) {
  std::ignore = make("alice@example.org", once("key"));
  open();
  EXPECT_TRUE(make("alice@example.org", once("key")).value().repeated);
  clock.advance(25h);
  const auto late = make("alice@example.org", once("key"));
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, base::Errc::already_exists);
  EXPECT_FALSE(make("bob@example.org", once("key", "another request")).value().repeated);
}

TEST_P(CreateTest, LeavesNoAccountWithoutItsPassword) {
  const store::Credential nobody{
      .kind = store::Credential::Kind::api_token, .account = mail::AccountId{77}, .verifier = "v"};
  ASSERT_FALSE(wait(engine->store().create(nobody, once("key"))));
  EXPECT_FALSE(make("alice@example.org", once("key")).value().repeated);
}

NOTIFYD_FOR_EACH_ENGINE(CreateTest);

}  // namespace
}  // namespace tests
