// What is kept of passwords, and what logins are called.

#include "store/auth/verifier.hpp"

#include <gtest/gtest.h>

#include "store/auth/login.hpp"
#include "store/auth/proof_cache.hpp"
#include "store/auth/token.hpp"

namespace store::auth {
namespace {

using namespace std::chrono_literals;

TEST(VerifierTest, ProvesItsPasswordAndNoOther) {
  const auto verifier = make_verifier("correct horse", 4096).value();
  EXPECT_TRUE(proves(verifier, "correct horse"));
  EXPECT_FALSE(proves(verifier, "correct horses"));
  EXPECT_FALSE(proves(verifier, ""));
  EXPECT_FALSE(proves(verifier, "\xFF"));
  EXPECT_FALSE(proves(verifier, std::string(100000, 'x')));
}

TEST(VerifierTest, PreparesPasswordsSoThatTheirFormDoesNotMatter) {
  const auto verifier =
      make_verifier("caf\xC3\xA9 \xE2\x85\xA8", 4096).value();  // e acute, roman numeral nine
  EXPECT_TRUE(proves(verifier, "cafe\xCC\x81 IX"));             // RFC 4013: NFKC
}

TEST(VerifierTest, SaltsEachPasswordAnew) {
  const auto one = make_verifier("same", 4096).value();
  const auto two = make_verifier("same", 4096).value();
  EXPECT_NE(one.sha256.salt, two.sha256.salt);
  EXPECT_NE(one.sha256.salt, one.sha1.salt);
  EXPECT_NE(one.sha256.stored_key, two.sha256.stored_key);
}

TEST(VerifierTest, SurvivesItsTextForm) {
  const auto verifier = make_verifier("secret", 5000).value();
  const std::string text = to_text(verifier);
  EXPECT_TRUE(text.starts_with("SCRAM-SHA-256$5000:")) << text;
  EXPECT_EQ(parse_verifier(text), verifier);
  EXPECT_EQ(text.find("secret"), std::string::npos);
}

TEST(VerifierTest, RefusesTextsThatAreNoVerifier) {
  const std::string good = to_text(make_verifier("secret", 4096).value());
  ASSERT_TRUE(parse_verifier(good));
  EXPECT_FALSE(parse_verifier(""));
  EXPECT_FALSE(parse_verifier(good.substr(0, good.find(' '))));
  EXPECT_FALSE(parse_verifier(good.substr(good.find(' ') + 1) + " " + good.substr(0, good.find(' '))));
  EXPECT_FALSE(parse_verifier("SCRAM-SHA-256$0:" + good.substr(good.find(':') + 1)));
  EXPECT_FALSE(parse_verifier("SCRAM-SHA-256$99999999999:" + good.substr(good.find(':') + 1)));
  EXPECT_FALSE(parse_verifier(good.substr(0, good.size() - 4)));
}

TEST(VerifierTest, RefusesPasswordsThatCannotBeTyped) {
  EXPECT_FALSE(make_verifier("", 4096));
  EXPECT_FALSE(make_verifier("bell\x07", 4096));
  EXPECT_FALSE(make_verifier(std::string(1001, 'x'), 4096));
  EXPECT_FALSE(make_verifier("\xC2\xAD", 4096)) << "a soft hyphen alone is nothing after SASLprep";
}

TEST(VerifierTest, MadeUpVerifiersAreTheSameEachTimeAndProveNothing) {
  const auto once = made_up_verifier("nobody@example.org", "key", 4096);
  EXPECT_EQ(once, made_up_verifier("nobody@example.org", "key", 4096));
  EXPECT_NE(once.sha256.salt, made_up_verifier("noone@example.org", "key", 4096).sha256.salt);
  EXPECT_NE(once.sha256.salt, made_up_verifier("nobody@example.org", "other key", 4096).sha256.salt);
  const auto real = make_verifier("x", 4096).value();
  EXPECT_EQ(once.sha256.salt.size(), real.sha256.salt.size());
  EXPECT_EQ(once.sha1.stored_key.size(), real.sha1.stored_key.size());
  EXPECT_FALSE(proves(once, "x"));
}

TEST(LoginTest, SplitsADeviceBehindTheAddressOnly) {
  EXPECT_EQ(parse_login("Alice@Example.ORG"), (Login{.address = "alice@example.org"}));
  EXPECT_EQ(parse_login("alice@example.org/Phone"),
            (Login{.address = "alice@example.org", .device = "Phone"}));
  EXPECT_EQ(parse_login("a/b@example.org/tab"), (Login{.address = "a/b@example.org", .device = "tab"}));
  EXPECT_EQ(parse_login("a/b@example.org"), (Login{.address = "a/b@example.org"}));
  EXPECT_EQ(parse_login("alice@example.org/"), (Login{.address = "alice@example.org", .device = ""}));
}

TEST(LoginTest, CompletesABareNameWithTheDefaultDomain) {
  EXPECT_EQ(parse_login("alice", "Example.org").address, "alice@example.org");
  EXPECT_EQ(parse_login("alice/phone", "example.org"),
            (Login{.address = "alice@example.org", .device = "phone"}));
  EXPECT_EQ(parse_login("alice").address, "alice");
  EXPECT_EQ(parse_login("", "example.org").address, "");
}

class ProofCacheTest : public testing::Test {
 protected:
  base::ManualClock clock{base::from_microseconds(1'800'000'000'000'000)};
  ProofCache cache{clock, 60s, 3};
};

TEST_F(ProofCacheTest, KnowsARightPasswordForItsMinute) {
  cache.add("verifier", "password");
  EXPECT_TRUE(cache.knows("verifier", "password"));
  clock.advance(59s);
  EXPECT_TRUE(cache.knows("verifier", "password"));
  clock.advance(1s);
  EXPECT_FALSE(cache.knows("verifier", "password"));
}

TEST_F(ProofCacheTest, KnowsNothingOfAnotherPasswordOrAChangedVerifier) {
  cache.add("verifier", "password");
  EXPECT_FALSE(cache.knows("verifier", "Password"));
  EXPECT_FALSE(cache.knows("new verifier", "password"));
}

TEST_F(ProofCacheTest, ForgetsRatherThanGrows) {
  for (const auto* verifier : {"1", "2", "3", "4"}) cache.add(verifier, "password");
  EXPECT_TRUE(cache.knows("4", "password"));
  EXPECT_FALSE(cache.knows("1", "password"));
}

TEST(TokenTest, IsShownOnceAndKeptHashed) {
  const Token token = make_token();
  EXPECT_TRUE(token.shown.starts_with("nfd_"));
  EXPECT_EQ(token.shown.size(), 47u);
  EXPECT_EQ(token.verifier.size(), 64u);
  EXPECT_EQ(token.verifier, token_verifier(token.shown));
  EXPECT_NE(make_token().shown, token.shown);
}

TEST(TokenTest, DevicePasswordsAreFourGroupsThatCanBeTyped) {
  const std::string password = make_password();
  EXPECT_EQ(password.size(), 23u);
  EXPECT_EQ(password[5], '-');
  EXPECT_EQ(password.find_first_of("il1o0 "), std::string::npos);
  EXPECT_TRUE(make_verifier(password, 4096));
}

}  // namespace
}  // namespace store::auth
