// The methods tel:, sms: and https: of notify (RFC 5435 section 3.8; RFC 3966, RFC 5724).

#include "tests/sieve/fixture.hpp"

namespace sieve {
namespace {

class NotifyMethodsTest : public SieveTest {
 protected:
  static std::string script(std::string_view command) {
    return "require \"enotify\"; notify " + std::string(command) + ';';
  }
  std::vector<std::string> endpoints(std::string_view command) {
    const auto outcome = run(script(command));
    EXPECT_FALSE(outcome.error) << outcome.error->text;
    const auto* notify = outcome.actions.empty() ? nullptr : std::get_if<Notify>(outcome.actions.data());
    return notify == nullptr ? std::vector<std::string>() : notify->endpoints;
  }
  std::string text(std::string_view command) {
    const auto outcome = run(script(command));
    const auto* notify = outcome.actions.empty() ? nullptr : std::get_if<Notify>(outcome.actions.data());
    return notify == nullptr ? "nothing" : notify->text;
  }
};

using Endpoints = std::vector<std::string>;

TEST_F(NotifyMethodsTest, ReadsInternationalNumbersWithoutTheirSeparators) {
  EXPECT_EQ(endpoints("\"tel:+1-(201).555-0123\""), Endpoints{"+12015550123"});
  EXPECT_EQ(endpoints("\"TEL:+12015550123\""), Endpoints{"+12015550123"});
  EXPECT_EQ(endpoints("\"sms:+15550100200,+1-555-010-0201\""), (Endpoints{"+15550100200", "+15550100201"}));
  EXPECT_EQ(endpoints("\"sms:+15550100200,+1-5550100200\""), Endpoints{"+15550100200"});
}

TEST_F(NotifyMethodsTest, RefusesWhatIsNoInternationalNumber) {
  for (const char* uri : {"tel:5550100200", "tel:+1555", "tel:+1234567890123456", "tel:", "tel:+1555010020x",
                          "tel:+15550100200;ext=5", "sms:", "sms:+15550100200,", "sms:112"})
    EXPECT_FALSE(accepts(script('"' + std::string(uri) + '"'))) << uri;
  EXPECT_FALSE(accepts(script("\"sms:+15550100200,+15550100201,+15550100202,+15550100203,+15550100204\"")));
}

TEST_F(NotifyMethodsTest, TakesTheTextOfAShortMessageFromMessageThenUriThenMail) {
  EXPECT_EQ(text(":message \"said\" \"sms:+15550100200?body=of%20uri\""), "said");
  EXPECT_EQ(text("\"sms:+15550100200?x=y&Body=of%20uri\""), "of uri");
  EXPECT_NE(text("\"sms:+15550100200\"").find("minutes of monday"), std::string::npos);
  EXPECT_FALSE(accepts(script("\"sms:+15550100200?body=%GG\"")));
}

TEST_F(NotifyMethodsTest, PostsToTheUrlWithoutItsFragment) {
  EXPECT_EQ(endpoints("\"https://push.example:8443/room?key=a%20b#top\""),
            Endpoints{"https://push.example:8443/room?key=a%20b"});
  for (const char* uri : {"https:", "https:push.example", "https://", "https:///path", "https://a b/",
                          "https://user:secret@push.example/", "https://push.example/%zz", "https://:443/x",
                          "https://push.example:x/", "https://push.example:70000/"})
    EXPECT_FALSE(accepts(script('"' + std::string(uri) + '"'))) << uri;
}

TEST_F(NotifyMethodsTest, RefusesAnHttpUrlWhenItRuns) {
  const auto outcome = run(script("\"http://push.example/\""));
  ASSERT_TRUE(outcome.error);
  EXPECT_NE(outcome.error->text.find("no method"), std::string::npos);
}

TEST_F(NotifyMethodsTest, NotifiesNoEndpointTwiceInOneRun) {
  const auto outcome =
      run("require \"enotify\"; notify \"sms:+15550100200\"; notify \"sms:+15550100200,+15550100201\";"
          "notify \"sms:+1-5550100201\"; notify \"https://a.example/x\"; notify \"https://a.example/x#y\";");
  std::vector<Endpoints> all;
  for (const auto& action : outcome.actions)
    if (const auto* notify = std::get_if<Notify>(&action)) all.push_back(notify->endpoints);
  EXPECT_EQ(all, (std::vector<Endpoints>{{"+15550100200"}, {"+15550100201"}, {"https://a.example/x"}}));
}

TEST_F(NotifyMethodsTest, LetsNoSenderChooseANumber) {
  const auto outcome = run(
      "require [\"enotify\", \"variables\"]; if header :matches \"subject\" \"*\" { set \"to\" \"${1}\"; }"
      "notify \"sms:${to}\";");
  ASSERT_TRUE(outcome.error);
  EXPECT_NE(outcome.error->text.find("depends on the message"), std::string::npos);
}

}  // namespace
}  // namespace sieve
