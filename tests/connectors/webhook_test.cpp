// The webhook connector (Standard Webhooks 1.0.0).

#include <boost/json.hpp>

#include "connectors/standard_webhooks.hpp"
#include "tests/connectors/fixture.hpp"

namespace connectors {
namespace {

using namespace std::chrono_literals;

constexpr auto secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
constexpr auto next_secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDo3gf";

TEST(WebhookSignatureTest, IsThatOfTheStandardsVector) {
  const auto keys = parse_webhook_secrets(secret).value();
  EXPECT_EQ(webhook_signature(keys, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, R"({"test": 2432232314})"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(WebhookSignatureTest, SignsWithBothSecretsWhileOneIsReplaced) {
  const auto keys = parse_webhook_secrets(std::string(next_secret) + " " + secret).value();
  const auto value =
      webhook_signature(keys, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, R"({"test": 2432232314})");
  EXPECT_TRUE(value.ends_with(" v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")) << value;
}

TEST(WebhookSignatureTest, RefusesSecretsThatAreShortOrOfAnotherForm) {
  EXPECT_FALSE(parse_webhook_secrets(""));
  EXPECT_FALSE(parse_webhook_secrets("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
  EXPECT_FALSE(parse_webhook_secrets("whsec_c2hvcnQ="));
  EXPECT_FALSE(parse_webhook_secrets(std::string(secret) + " " + secret + " " + secret));
}

class WebhookTest : public ConnectorTest {
 protected:
  Channels channels = open();
  Channel& webhook = *channels.at("webhook");
  Notification notification{
      .id = "msg_p5jXN8AQM9LWM0D4loKW",
      .account = "alice@example.org",
      .device = "phone",
      .target = {.kind = "webhook", .address = "https://push.example.com/hook?a=b", .secret = secret},
      .mailbox = "INBOX",
      .uid_validity = mail::UidValidity{9},
      .uid = mail::Uid{17},
      .sender = "Bob",
      .subject = "He said \"hi\"\\",
      .created = at_second(1'614'265'000),
      .expires = at_second(1'614'275'000)};

  boost::json::object sent() {
    send(webhook, notification);
    return boost::json::parse(requests.back().body).as_object();
  }
  Outcome after_status(int status, std::vector<std::pair<std::string, std::string>> headers = {}) {
    answer = net::HttpAnswer{.status = status, .headers = std::move(headers)};
    return send(webhook, notification);
  }
};

TEST_F(WebhookTest, SignsTheOctetsItSends) {
  send(webhook, notification);
  EXPECT_EQ(header("webhook-id"), notification.id);
  EXPECT_EQ(header("webhook-timestamp"), "1614265330");
  EXPECT_EQ(header("webhook-signature"),
            webhook_signature(parse_webhook_secrets(secret).value(), notification.id, 1614265330,
                              requests.back().body));
  EXPECT_FALSE(last_was_to_admin);
}

TEST_F(WebhookTest, TellsNothingOfTheMessageInAWake) {
  const auto data = sent().at("data").as_object();
  EXPECT_EQ(data.at("account").as_string(), "alice@example.org");
  for (const auto* key : {"mailbox", "uid", "sender", "subject", "snippet"})
    EXPECT_FALSE(data.contains(key)) << key;
}

TEST_F(WebhookTest, TellsSenderAndSubjectInASummaryWhateverCharactersTheyHold) {
  notification.content = mail::Content::summary;
  notification.snippet = "must stay here";
  const auto body = sent();
  EXPECT_EQ(body.at("type").as_string(), "MessageNew");
  EXPECT_EQ(body.at("timestamp").as_string(), "2021-02-25T14:56:40.000Z");
  EXPECT_EQ(body.at("data").at("subject").as_string(), "He said \"hi\"\\");
  EXPECT_EQ(body.at("data").at("uid").as_int64(), 17);
  EXPECT_FALSE(body.at("data").as_object().contains("snippet"));
}

TEST_F(WebhookTest, CutsWhatIsLongRatherThanSendALongBody) {
  notification.content = mail::Content::snippet;
  notification.snippet = std::string(100'000, 'x');
  EXPECT_EQ(sent().at("data").at("sender").as_string(), "Bob");
  EXPECT_LE(requests.back().body.size(), 16u * 1024);
}

TEST_F(WebhookTest, TakesGoneForTheEndOfTheDevice) {
  const auto outcome = after_status(410);
  EXPECT_EQ(outcome.verdict, Outcome::never);
  EXPECT_TRUE(outcome.device_gone);
}

TEST_F(WebhookTest, HonoursRetryAfter) {
  const auto outcome = after_status(429, {{"retry-after", "120"}});
  EXPECT_EQ(outcome.verdict, Outcome::try_later);
  EXPECT_EQ(outcome.again_after, 120s);
}

TEST_F(WebhookTest, ReadsEachStatusAsDocumented) {
  for (const int status : {408, 425, 500, 502, 503, 504, 302, 303, 307})
    EXPECT_EQ(after_status(status).verdict, Outcome::try_later) << status;
  for (const int status : {301, 308, 400, 401, 403, 404, 413}) {
    EXPECT_EQ(after_status(status).verdict, Outcome::never) << status;
    EXPECT_FALSE(after_status(status).device_gone) << status;
  }
  for (const int status : {200, 201, 202, 204})
    EXPECT_EQ(after_status(status).verdict, Outcome::delivered) << status;
}

TEST_F(WebhookTest, TriesLaterWhenTheOtherSideIsNotReached) {
  answer = base::fail(base::Errc::gone, "https://push.example.com/hook?a=b refused");
  const auto outcome = send(webhook, notification);
  EXPECT_EQ(outcome.verdict, Outcome::try_later);
  EXPECT_EQ(outcome.reason.find("example.com"), std::string::npos) << "no endpoint in a reason";
}

TEST_F(WebhookTest, NeverGoesToAnAddressThatIsNotAllowed) {
  answer = base::fail(base::Errc::denied, "127.0.0.1");
  EXPECT_EQ(send(webhook, notification).verdict, Outcome::never);
}

TEST_F(WebhookTest, AdmitsOnlyWhatCanWork) {
  EXPECT_TRUE(webhook.admit(notification.target));
  EXPECT_FALSE(webhook.admit({.kind = "webhook", .address = "http://push.example.com/", .secret = secret}));
  EXPECT_FALSE(webhook.admit({.kind = "webhook", .address = "https://push.example.com/", .secret = "hush"}));
}

TEST_F(WebhookTest, SharesALimitAmongTheUrlsOfOneHost) {
  EXPECT_EQ(webhook.destination({.address = "https://Push.example.com/a"}), "push.example.com:443");
  EXPECT_EQ(webhook.destination({.address = "https://push.example.com:443/b"}), "push.example.com:443");
}

}  // namespace
}  // namespace connectors
