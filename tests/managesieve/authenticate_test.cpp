// AUTHENTICATE, UNAUTHENTICATE (RFC 5804 sections 2.1, 2.14.1).

#include "tests/managesieve/server.hpp"
#include "tests/support/sasl_client.hpp"

namespace managesieve {
namespace {

class AuthenticateTest : public ServerTest {
 protected:
  static std::string plain(const std::string& login, const std::string& password) {
    return base::text::base64(std::string(1, '\0') + login + std::string(1, '\0') + password);
  }
  static net::Task<> read_greeting(net::Connection& client) {
    for (;;) {
      const auto line = co_await client.read_line(2000, soon());
      if (!line || line->starts_with("OK")) co_return;
    }
  }
  /// The octets in a line that holds a quoted base64 string.
  static std::string decoded(const std::string& line) {
    const std::size_t begin = line.find('"') + 1;
    return base::text::from_base64(line.substr(begin, line.find('"', begin) - begin)).value();
  }
};

TEST_F(AuthenticateTest, PlainInOneRoundTrip) {
  EXPECT_EQ(answers("authenticate \"plain\" \"" + plain("alice@example.org", "secret") + "\"\r\n"),
            "OK \"logged in\"\r\n");
}

TEST_F(AuthenticateTest, PlainWithoutInitialResponseAndAsLiteral) {
  const std::string response = plain("alice@example.org", "secret");
  EXPECT_EQ(
      answers("AUTHENTICATE \"PLAIN\"\r\n{" + std::to_string(response.size()) + "+}\r\n" + response + "\r\n"),
      "\"\"\r\nOK \"logged in\"\r\n");
}

TEST_F(AuthenticateTest, ScramGivesTheServersProofInItsCode) {
  for (const std::string mechanism : {"SCRAM-SHA-1", "SCRAM-SHA-256"}) {
    with_client([&](net::Connection& client) -> net::Task<> {
      const tests::SaslClients clients;
      const auto sasl = clients.client(mechanism, {.login = "alice@example.org", .password = "secret"});
      co_await read_greeting(client);
      const std::string first = base::text::base64(sasl->step({}).value());
      co_await client.write("AUTHENTICATE \"" + mechanism + "\" \"" + first + "\"\r\n");
      const auto challenge = co_await client.read_line(2000, soon());
      const std::string proof = base::text::base64(sasl->step(decoded(challenge.value())).value());
      co_await client.write("\"" + proof + "\"\r\n");
      const auto done = co_await client.read_line(2000, soon());
      EXPECT_TRUE(done->starts_with("OK (SASL \"")) << *done;
      EXPECT_TRUE(sasl->step(decoded(*done)));
      EXPECT_TRUE(sasl->satisfied());
    });
  }
}

TEST_F(AuthenticateTest, RefusesAWrongPasswordAndLetsTryAgain) {
  EXPECT_EQ(answers("AUTHENTICATE \"PLAIN\" \"" + plain("alice@example.org", "wrong") +
                    "\"\r\nAUTHENTICATE \"PLAIN\" \"" + plain("alice@example.org", "secret") + "\"\r\n"),
            "NO \"wrong user name or password\"\r\nOK \"logged in\"\r\n");
}

TEST_F(AuthenticateTest, EndsAfterTooManyFailures) {
  std::string attempts;
  for (int i = 0; i < 6; ++i) attempts += "AUTHENTICATE \"PLAIN\" \"!\"\r\n";
  EXPECT_TRUE(answers(attempts).ends_with("BYE \"too many failed authentication attempts\"\r\n"));
}

TEST_F(AuthenticateTest, SaysTryLaterWhileTheBrakeHolds) {
  for (int i = 0; i < 12; ++i) static_cast<void>(brake.failed("", "alice@example.org"));
  EXPECT_TRUE(answers("AUTHENTICATE \"PLAIN\" \"" + plain("alice@example.org", "secret") + "\"\r\n")
                  .starts_with("NO (TRYLATER)"));
}

TEST_F(AuthenticateTest, CanBeCancelled) {
  EXPECT_EQ(answers("AUTHENTICATE \"PLAIN\"\r\n\"*\"\r\nNOOP\r\n"),
            "\"\"\r\nNO \"authentication cancelled\"\r\nOK \"NOOP completed\"\r\n");
}

TEST_F(AuthenticateTest, RefusesUnknownMechanismsAndWhatIsNotBase64) {
  EXPECT_EQ(answers("AUTHENTICATE \"GSSAPI\"\r\n"), "NO \"no such SASL mechanism\"\r\n");
  EXPECT_EQ(answers("AUTHENTICATE \"LOGIN\"\r\n"), "NO \"no such SASL mechanism\"\r\n");
  EXPECT_EQ(answers("AUTHENTICATE \"PLAIN\" \"%%%\"\r\n"), "NO \"the SASL response is not base64\"\r\n");
  EXPECT_EQ(answers("AUTHENTICATE \"PLAIN\"\r\nLISTSCRIPTS\r\n"),
            "\"\"\r\nNO \"expected a string with the SASL response\"\r\n");
}

TEST_F(AuthenticateTest, IsRefusedOnceAuthenticated) {
  EXPECT_EQ(answers_to_alice("AUTHENTICATE \"PLAIN\" \"AA==\"\r\n"),
            "NO \"not allowed once authenticated\"\r\n");
  EXPECT_EQ(answers_to_alice("STARTTLS\r\n"), "NO \"not allowed once authenticated\"\r\n");
}

TEST_F(AuthenticateTest, UnauthenticateForgetsWhoItWas) {
  EXPECT_EQ(answers_to_alice("UNAUTHENTICATE\r\nLISTSCRIPTS\r\n"), "OK\r\nNO \"authenticate first\"\r\n");
}

}  // namespace
}  // namespace managesieve
