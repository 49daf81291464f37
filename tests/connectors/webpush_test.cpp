// Web Push: encryption, identification and the request (RFC 8030, 8291, 8292).

#include <boost/json.hpp>

#include "base/text.hpp"
#include "connectors/aes128gcm.hpp"
#include "connectors/vapid.hpp"
#include "tests/connectors/browser.hpp"
#include "tests/connectors/fixture.hpp"

namespace connectors {
namespace {

using base::text::from_base64;

// RFC 8291 section 5.
constexpr auto ua_private = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
constexpr auto ua_public =
    "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
constexpr auto auth = "BTBZMqHH6r4Tts7J_aSIgg";
constexpr auto sender_private = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
constexpr auto body_of_the_rfc =
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_"
    "c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_"
    "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";

P256Key key(std::string_view scalar) {
  return P256Key::of_private(from_base64(scalar).value()).value();
}

SubscriptionKeys subscription() {
  return parse_subscription_keys(std::string(ua_public) + " " + auth).value();
}

TEST(WebPushEncryptionTest, GivesTheOctetsOfTheRfcsExample) {
  const auto salt = from_base64("DGv6ra1nlYgDCS1FRnbzlw").value();
  const auto body =
      encrypt_push("When I grow up, I want to be a watermelon", subscription(), key(sender_private), salt);
  EXPECT_EQ(base::text::base64url(body.value()), body_of_the_rfc);
}

TEST(WebPushEncryptionTest, IsReadByTheReceiverAlone) {
  const auto body = from_base64(body_of_the_rfc).value();
  const auto auth_secret = from_base64(auth).value();
  EXPECT_EQ(read_push(body, key(ua_private), auth_secret).value(),
            "When I grow up, I want to be a watermelon");
  EXPECT_FALSE(read_push(body, P256Key::make(), auth_secret));
  auto tampered = body;
  tampered.back() ^= 1;
  EXPECT_FALSE(read_push(tampered, key(ua_private), auth_secret));
  EXPECT_FALSE(read_push(body.substr(0, 90), key(ua_private), auth_secret));
}

TEST(WebPushEncryptionTest, FillsARecordOf4096OctetsAndNoMore) {
  const auto largest =
      encrypt_push(std::string(3993, 'x'), subscription(), P256Key::make(), std::string(16, 's'));
  EXPECT_EQ(largest.value().size(), 4096u);
  EXPECT_FALSE(encrypt_push(std::string(3994, 'x'), subscription(), P256Key::make(), std::string(16, 's')));
}

TEST(WebPushEncryptionTest, RefusesKeysThatAreNone) {
  EXPECT_FALSE(parse_subscription_keys(ua_public));
  EXPECT_FALSE(parse_subscription_keys(std::string(ua_public) + " AAAA"));
  auto off_the_curve = from_base64(ua_public).value();
  off_the_curve.back() ^= 1;
  EXPECT_FALSE(parse_subscription_keys(base::text::base64url(off_the_curve) + " " + auth));
}

TEST(VapidTest, VerifiesTheExampleOfTheRfc) {  // RFC 8292 section 2.4
  const auto point =
      from_base64("BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs")
          .value();
  const std::string token =
      "eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9."
      "eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAiOjE0NTM1MjM3NjgsInN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbG"
      "UuY29tIn0";
  const auto signature =
      from_base64("i3CYb7t4xfxCDquptFOepC9GAu_HLGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA")
          .value();
  EXPECT_TRUE(P256Key::verify(point, token, signature));
  EXPECT_FALSE(P256Key::verify(point, token + "x", signature));
}

TEST(VapidTest, SurvivesBeingKept) {
  const auto made = VapidKey::make();
  EXPECT_EQ(VapidKey::parse(made.text()).value().public_text(), made.public_text());
  EXPECT_EQ(made.public_text().size(), 87u);
  EXPECT_FALSE(VapidKey::parse("AAAA"));
  EXPECT_FALSE(VapidKey::parse(base::text::base64url(std::string(32, '\0'))));
  EXPECT_FALSE(VapidKey::parse(base::text::base64url(std::string(32, '\xFF'))));
}

class WebPushTest : public ConnectorTest {
 protected:
  WebPushTest() { vapid_keys = {current.text(), older.text()}; }

  Outcome push() {
    if (!channels.contains("webpush")) channels = open("[webpush]\nsubject = \"mailto:admin@example.org\"\n");
    return send(*channels.at("webpush"), notification);
  }
  /// The parts of `vapid t=HEADER.CLAIMS.SIGNATURE, k=KEY`.
  void check_authorization(const std::string& public_key) {
    const auto value = header("Authorization");
    const auto comma = value.find(", k=");
    ASSERT_TRUE(value.starts_with("vapid t=") && comma != std::string::npos) << value;
    EXPECT_EQ(value.substr(comma + 4), public_key);
    const auto token = value.substr(8, comma - 8);
    const auto last_dot = token.rfind('.');
    EXPECT_TRUE(P256Key::verify(from_base64(public_key).value(), token.substr(0, last_dot),
                                from_base64(token.substr(last_dot + 1)).value()));
    const auto first_dot = token.find('.');
    const auto claims =
        boost::json::parse(from_base64(token.substr(first_dot + 1, last_dot - first_dot - 1)).value())
            .as_object();
    EXPECT_EQ(claims.at("aud").as_string(), "https://push.example.net");
    EXPECT_EQ(claims.at("sub").as_string(), "mailto:admin@example.org");
    EXPECT_EQ(claims.at("exp").as_int64(), 1'614'265'330 + 12 * 3600);
  }

  VapidKey current = VapidKey::make();
  VapidKey older = VapidKey::make();
  Channels channels;
  Notification notification{
      .id = "abcdefghijklmnopqrstuvwx",
      .account = "alice@example.org",
      .device = "phone",
      .target = {.kind = "webpush",
                 .address = "https://push.example.net/p/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV",
                 .secret = std::string(ua_public) + " " + auth},
      .content = mail::Content::summary,
      .sender = "Bob",
      .subject = "3 new mails €",
      .created = at_second(1'614'265'330),
      .expires = at_second(1'614'265'330 + 600)};
};

TEST_F(WebPushTest, SendsWhatThePushServiceAndTheReceiverNeed) {
  EXPECT_EQ(push().verdict, Outcome::delivered);
  EXPECT_EQ(header("TTL"), "600");
  EXPECT_EQ(header("Urgency"), "high");
  EXPECT_EQ(header("Topic"), notification.id);
  EXPECT_EQ(header("Content-Encoding"), "aes128gcm");
  check_authorization(current.public_text());
  const auto text = read_push(requests.back().body, key(ua_private), from_base64(auth).value()).value();
  EXPECT_EQ(boost::json::parse(text).at("data").at("subject").as_string(), "3 new mails €");
}

TEST_F(WebPushTest, NeverUsesAKeyOrSaltTwice) {
  push();
  push();
  EXPECT_NE(requests[0].body.substr(0, 86), requests[1].body.substr(0, 86));
}

TEST_F(WebPushTest, SignsWithTheKeyThatTheSubscriptionWasMadeFor) {
  notification.target.extra = older.public_text();
  push();
  check_authorization(older.public_text());
}

TEST_F(WebPushTest, RemembersTheKeyOfASubscriptionThatNamedNone) {
  EXPECT_EQ(push().remember, current.public_text());
  notification.target.extra = current.public_text();
  EXPECT_EQ(push().remember, std::nullopt);
}

TEST_F(WebPushTest, NeverGetsThroughWithAKeyThatIsLost) {
  notification.target.extra = VapidKey::make().public_text();
  EXPECT_EQ(push().verdict, Outcome::never);
  EXPECT_TRUE(requests.empty());
}

TEST_F(WebPushTest, TakesNotFoundAndGoneForTheEndOfTheDevice) {
  for (const int status : {404, 410}) {
    answer = net::HttpAnswer{.status = status};
    EXPECT_TRUE(push().device_gone) << status;
  }
  answer = net::HttpAnswer{.status = 403};
  EXPECT_EQ(push().verdict, Outcome::never);
  EXPECT_FALSE(push().device_gone);
  answer = net::HttpAnswer{.status = 429, .headers = {{"retry-after", "7"}}};
  EXPECT_EQ(push().again_after, std::chrono::seconds(7));
}

TEST_F(WebPushTest, KeepsAnOverlongMessageWithinTheRecord) {
  notification.content = mail::Content::snippet;
  notification.subject = std::string(3000, '\x01');  // each becomes six octets in JSON
  notification.snippet = std::string(3000, 'x');
  EXPECT_EQ(push().verdict, Outcome::delivered);
  EXPECT_LE(requests.back().body.size(), 4096u);
}

TEST_F(WebPushTest, AdmitsASubscriptionWithTheCurrentKey) {
  channels = open();
  const auto admitted = channels.at("webpush")->admit(notification.target);
  EXPECT_EQ(admitted.value().extra, current.public_text());
  EXPECT_FALSE(channels.at("webpush")->admit(
      {.kind = "webpush", .address = notification.target.address, .secret = "x y"}));
}

TEST_F(WebPushTest, IsNotThereWithoutAKey) {
  vapid_keys.clear();
  EXPECT_FALSE(open().contains("webpush"));
}

}  // namespace
}  // namespace connectors
