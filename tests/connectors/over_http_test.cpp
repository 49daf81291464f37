// Connectors over the real HTTP client, against a server on loopback.

#include <atomic>
#include <mutex>

#include "base/text.hpp"
#include "connectors/aes128gcm.hpp"
#include "connectors/connector.hpp"
#include "connectors/standard_webhooks.hpp"
#include "net/http_server.hpp"
#include "net/listener.hpp"
#include "net/loops.hpp"
#include "tests/connectors/browser.hpp"
#include "tests/connectors/fixture.hpp"

namespace connectors {
namespace {

using namespace std::chrono_literals;

constexpr auto secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

class OverHttpTest : public testing::Test {
 protected:
  void SetUp() override { server.start(); }
  void TearDown() override { server.stop(10s); }

  [[nodiscard]] std::string url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(server.port()) + path;
  }
  Outcome push(const std::string& kind, Target target, net::HttpClient& client) {
    auto config = base::Config::of_text(
        "[webhook]\npatience = \"2s\"\n[gateway.sms]\nurl = \"" + url("/send?to={to}&text={text}") + "\"\n",
        "test.toml", [](const std::string&) { return std::nullopt; });
    const Exchange exchange = [&](net::HttpRequest request) { return client.send(std::move(request)); };
    const Context context{.to_user = exchange,
                          .to_admin = exchange,
                          .clock = clock,
                          .allow_http = true,
                          .vapid_keys = {vapid_key()}};
    const auto channels = open_channels(config, context);
    Notification notification{.id = "abcdefghijklmnopqrstuvwx",
                              .account = "alice@example.org",
                              .device = "phone",
                              .target = std::move(target),
                              .message = "one & two",
                              .created = clock.now(),
                              .expires = clock.now() + 1h};
    Outcome outcome;
    net::run_blocking(loops.first(),
                      [&]() -> net::Task<> { outcome = co_await channels.at(kind)->send(notification); });
    return outcome;
  }
  static std::string vapid_key() { return "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"; }

  net::Task<net::HttpServerAnswer> handle(net::HttpServerRequest request) {
    net::HttpServerAnswer answer{.status = 200, .type = "text/plain"};
    if (request.path == "/elsewhere") {
      answer.status = 302;
      answer.headers.emplace_back("Location", url("/secret"));
    }
    if (request.path == "/gone") answer.status = 410;
    const std::lock_guard lock(mutex);
    requests.push_back(std::move(request));
    co_return answer;
  }

  base::SystemClock clock;
  net::Loops loops{2, 1};
  std::mutex mutex;
  std::vector<net::HttpServerRequest> requests;
  net::HttpHandler handler = [this](net::HttpServerRequest request) { return handle(std::move(request)); };
  net::Listener server{
      loops, net::ListenOn{.address = "127.0.0.1"},
      [this](std::unique_ptr<net::Stream> stream) { return net::serve_http(std::move(stream), handler, {}); },
      base::Log()};
  net::HttpClient anywhere{[](const std::string&, std::uint16_t) { return true; }};
  net::HttpClient public_only{
      [](const std::string& address, std::uint16_t) { return net::is_public_address(address); }};
};

TEST_F(OverHttpTest, AWebhookArrivesWithASignatureOfItsBody) {
  EXPECT_EQ(push("webhook", {.kind = "webhook", .address = url("/hook"), .secret = secret}, anywhere).verdict,
            Outcome::delivered);
  ASSERT_EQ(requests.size(), 1u);
  const auto& request = requests.front();
  const auto seconds = base::text::number(request.header("webhook-timestamp"));
  ASSERT_TRUE(seconds);
  EXPECT_EQ(request.header("webhook-signature"),
            webhook_signature(parse_webhook_secrets(secret).value(), "abcdefghijklmnopqrstuvwx",
                              static_cast<std::int64_t>(*seconds), request.body));
}

TEST_F(OverHttpTest, ARedirectIsNotFollowed) {
  EXPECT_EQ(
      push("webhook", {.kind = "webhook", .address = url("/elsewhere"), .secret = secret}, anywhere).verdict,
      Outcome::try_later);
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(requests.front().path, "/elsewhere");
}

TEST_F(OverHttpTest, AnEndpointOnLoopbackIsNeverConnectedToUnlessAllowed) {
  for (const auto& host : {"127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1"}) {
    const auto address = "http://" + std::string(host) + ":" + std::to_string(server.port()) + "/hook";
    const auto outcome =
        push("webhook", {.kind = "webhook", .address = address, .secret = secret}, public_only);
    EXPECT_NE(outcome.verdict, Outcome::delivered) << host;
  }
  EXPECT_TRUE(requests.empty());
}

TEST_F(OverHttpTest, AWebPushIsReadByItsReceiver) {
  const auto browser = P256Key::make();
  const std::string auth(16, 'a');
  const Target target{
      .kind = "webpush",
      .address = url("/push/1"),
      .secret = base::text::base64url(browser.public_point()) + " " + base::text::base64url(auth)};
  EXPECT_EQ(push("webpush", target, anywhere).verdict, Outcome::delivered);
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(requests.front().header("content-encoding"), "aes128gcm");
  const auto text = read_push(requests.front().body, browser, auth);
  ASSERT_TRUE(text);
  EXPECT_NE(text->find("one & two"), std::string::npos);
}

TEST_F(OverHttpTest, AGatewayReadsTheValuesThatWereMeant) {
  EXPECT_EQ(push("sms", {.kind = "sms", .address = "+49 151 12345678"}, anywhere).verdict,
            Outcome::delivered);
  ASSERT_EQ(requests.size(), 1u);
  const std::vector<std::pair<std::string, std::string>> query{{"to", "+4915112345678"},
                                                               {"text", "one & two"}};
  EXPECT_EQ(requests.front().query, query);
}

TEST_F(OverHttpTest, AServerThatIsNotThereMeansLater) {
  server.stop(1s);
  const auto outcome =
      push("webhook", {.kind = "webhook", .address = url("/hook"), .secret = secret}, anywhere);
  EXPECT_EQ(outcome.verdict, Outcome::try_later);
}

}  // namespace
}  // namespace connectors
