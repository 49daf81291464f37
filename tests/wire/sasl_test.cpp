// SASL (RFC 4422) against a client of libgsasl, and against the vectors of RFC 5802 and RFC 7677.

#include "wire/sasl.hpp"

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "tests/support/sasl_client.hpp"

namespace wire::sasl {
namespace {

using base::Errc;
using base::Hash;

class SaslTest : public testing::Test {
 protected:
  /// Runs `mechanism` from start to end; the password the server knows is `known`.
  Step converse(const std::string& mechanism, const std::string& known, const tests::SaslAccount& account) {
    const auto client = clients.client(mechanism, account);
    const auto server = mechanisms.server(mechanism);
    std::optional<base::Octets> response;
    if (mechanism != "LOGIN") response = client->step({}).value();
    for (;;) {
      Step step = server->step(response);
      if (step && std::holds_alternative<KeysWanted>(*step)) {
        claimed = std::get<KeysWanted>(*step).claim;
        step = server->continue_with(scram_keys(*scram_hash(mechanism), known, "some salt", 4096));
      }
      if (step && std::holds_alternative<Proved>(*step)) {
        EXPECT_TRUE(client->step(std::get<Proved>(*step).final_octets));
        client_is_satisfied = client->satisfied();
      }
      if (!step || !std::holds_alternative<Challenge>(*step)) return step;
      response = client->step(std::get<Challenge>(*step).octets).value();
    }
  }

  Mechanisms mechanisms;
  tests::SaslClients clients;
  Claim claimed;
  bool client_is_satisfied = false;
};

TEST_F(SaslTest, PlainHandsOverNameAndPassword) {
  const Step step =
      mechanisms.server("plain")->step(base::Octets("alice@example.org\0bob/phone\0sec ret", 35));
  ASSERT_TRUE(step);
  const auto& given = std::get<PasswordGiven>(*step);
  EXPECT_EQ(given.claim.authorize_as, "alice@example.org");
  EXPECT_EQ(given.claim.login, "bob/phone");
  EXPECT_EQ(given.password, "sec ret");
}

TEST_F(SaslTest, PlainWithoutInitialResponseBeginsWithAnEmptyChallenge) {
  const auto server = mechanisms.server("PLAIN");
  const Step step = server->step(std::nullopt);
  ASSERT_TRUE(step);
  EXPECT_EQ(std::get<Challenge>(*step).octets, "");
  EXPECT_TRUE(std::holds_alternative<PasswordGiven>(*server->step(base::Octets("\0u\0p", 4))));
}

TEST_F(SaslTest, PlainRefusesWhatIsNotInItsGrammar) {
  for (const auto& octets : {base::Octets("nothing"), base::Octets("\0user", 5), base::Octets()}) {
    const Step step = mechanisms.server("PLAIN")->step(octets);
    ASSERT_FALSE(step) << octets;
    EXPECT_EQ(step.error().code, Errc::syntax);
  }
}

TEST_F(SaslTest, LoginAsksForNameAndThenPassword) {
  const Step step = converse("LOGIN", "", {.login = "alice", .password = "secret"});
  ASSERT_TRUE(step);
  EXPECT_EQ(std::get<PasswordGiven>(*step).claim.login, "alice");
  EXPECT_EQ(std::get<PasswordGiven>(*step).password, "secret");
}

TEST_F(SaslTest, LoginRefusesAnInitialResponse) {
  const Step step = mechanisms.server("LOGIN")->step("alice");
  ASSERT_FALSE(step);
  EXPECT_EQ(step.error().code, Errc::syntax);
}

TEST_F(SaslTest, ScramProvesThePasswordToBothSides) {
  for (const std::string mechanism : {"SCRAM-SHA-1", "SCRAM-SHA-256"}) {
    client_is_satisfied = false;
    const Step step = converse(mechanism, "pencil", {.login = "a=b,c@example.org", .password = "pencil"});
    ASSERT_TRUE(step) << mechanism;
    EXPECT_EQ(std::get<Proved>(*step).claim.login, "a=b,c@example.org");
    EXPECT_EQ(claimed.login, "a=b,c@example.org");
    EXPECT_TRUE(client_is_satisfied);
  }
}

TEST_F(SaslTest, ScramCarriesTheAuthorizationIdentity) {
  const Step step =
      converse("SCRAM-SHA-256", "pencil", {.login = "admin", .password = "pencil", .authorize_as = "bob"});
  ASSERT_TRUE(step);
  EXPECT_EQ(claimed.authorize_as, "bob");
  EXPECT_EQ(std::get<Proved>(*step).claim.authorize_as, "bob");
}

TEST_F(SaslTest, ScramRefusesAWrongPassword) {
  for (const std::string mechanism : {"SCRAM-SHA-1", "SCRAM-SHA-256"}) {
    const Step step = converse(mechanism, "pencil", {.login = "user", .password = "pencils"});
    ASSERT_FALSE(step) << mechanism;
    EXPECT_EQ(step.error().code, Errc::denied);
  }
}

TEST_F(SaslTest, ScramClientDoesNotBelieveAServerWithoutTheKeys) {
  const auto client = clients.client("SCRAM-SHA-256", {.login = "user", .password = "pencil"});
  const auto server = mechanisms.server("SCRAM-SHA-256");
  ASSERT_TRUE(server->step(client->step({}).value()));
  const Step challenge = server->continue_with(scram_keys(Hash::sha256, "pencil", "salt", 4096));
  ASSERT_TRUE(client->step(std::get<Challenge>(*challenge).octets));
  const auto answer = client->step("v=" + base::text::base64(std::string(32, 'x')));
  ASSERT_FALSE(answer);
  EXPECT_FALSE(client->satisfied());
}

TEST_F(SaslTest, ScramRefusesGarbageAndTooMuchOfIt) {
  for (const auto& octets : {base::Octets("n,,n=user"), base::Octets("p=tls-unique,,n=user,r=abc"),
                             base::Octets("n,,n=,r=abc"), base::Octets(), base::Octets(100000, 'n')}) {
    const Step step = mechanisms.server("SCRAM-SHA-256")->step(octets);
    EXPECT_FALSE(step) << octets.substr(0, 50);
  }
}

TEST_F(SaslTest, UnknownMechanismsAreNull) {
  EXPECT_EQ(mechanisms.server("GSSAPI"), nullptr);
  EXPECT_EQ(mechanisms.server(""), nullptr);
}

TEST(SaslPrepTest, MapsAndRefusesAsRfc4013Says) {
  EXPECT_EQ(prepared("I\xC2\xADX").value(), "IX");  // RFC 4013 section 3: soft hyphen is mapped to nothing
  EXPECT_EQ(prepared("\xC2\xAA").value(), "a");     // NFKC
  EXPECT_EQ(prepared("a\xC2\xA0"
                     "b")
                .value(),
            "a b");                // a space is a space
  EXPECT_FALSE(prepared("\x07"));  // prohibited
  EXPECT_FALSE(prepared(std::string("a\0b", 3)));
  EXPECT_FALSE(prepared("\xFF"));
}

/// The exchange of an RFC, checked with our keys of its password.
struct Vector {
  Hash hash;
  std::string client_first;
  std::string server_first;
  std::string client_final;
  std::string proof;
  std::string server_final;
  std::string salt;
};

class ScramVectorTest : public testing::TestWithParam<Vector> {};

TEST_P(ScramVectorTest, OurKeysGiveTheProofAndTheSignatureOfTheRfc) {
  const Vector& vector = GetParam();
  const auto keys = scram_keys(vector.hash, "pencil", base::text::from_base64(vector.salt).value(), 4096);
  const std::string message = vector.client_first + "," + vector.server_first + "," + vector.client_final;
  EXPECT_EQ(base::text::base64(base::hmac(vector.hash, keys.server_key, message)), vector.server_final);
  const auto signature = base::hmac(vector.hash, keys.stored_key, message);
  base::Octets client_key = base::text::from_base64(vector.proof).value();
  ASSERT_EQ(client_key.size(), signature.size());
  for (std::size_t i = 0; i < signature.size(); ++i)
    client_key[i] = static_cast<char>(client_key[i] ^ signature[i]);
  EXPECT_EQ(base::digest(vector.hash, client_key), keys.stored_key);
}

INSTANTIATE_TEST_SUITE_P(
    Rfc, ScramVectorTest,
    testing::Values(
        Vector{.hash = Hash::sha1,  // RFC 5802 section 5
               .client_first = "n=user,r=fyko+d2lbbFgONRv9qkxdawL",
               .server_first = "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
               .client_final = "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j",
               .proof = "v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
               .server_final = "rmF9pqV8S7suAoZWja4dJRkFsKQ=",
               .salt = "QSXCR+Q6sek8bf92"},
        Vector{.hash = Hash::sha256,  // RFC 7677 section 3
               .client_first = "n=user,r=rOprNGfwEbeRWgbNEkqO",
               .server_first = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                               "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
               .client_final = "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
               .proof = "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
               .server_final = "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
               .salt = "W22ZaJ0SNY7soEsUEjb6gQ=="}),
    [](const auto& vector) { return vector.param.hash == Hash::sha1 ? "Rfc5802" : "Rfc7677"; });

}  // namespace
}  // namespace wire::sasl
