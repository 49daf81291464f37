// Webhook: POSTs one signed JSON object per notification to the URL the owner chose (Standard
// Webhooks 1.0.0). What a Sieve notify sends to a URL has no secret, and goes unsigned.

#include <chrono>

#include "base/random.hpp"
#include "base/text.hpp"
#include "connectors/answer.hpp"
#include "connectors/connector.hpp"
#include "connectors/endpoint.hpp"
#include "connectors/payload.hpp"
#include "connectors/standard_webhooks.hpp"

namespace connectors {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t largest_body = 16 * 1024;  // Standard Webhooks asks for less than 20 kB

/// Target: address is the URL, secret one or two `whsec_...`.
class WebhookChannel final : public Channel {
 public:
  WebhookChannel(const Context& context, std::chrono::milliseconds patience)
      : exchange_(context.to_user),
        clock_(context.clock),
        allow_http_(context.allow_http),
        patience_(patience) {}

  base::Result<Target> admit(Target target) const override {
    const auto endpoint = parse_endpoint(target.address, allow_http_);
    if (!endpoint) return endpoint.error();
    const auto keys = parse_webhook_secrets(target.secret);
    if (!keys) return keys.error();
    return target;
  }

  std::string destination(const Target& target) const override {
    return endpoint_host(target.address, allow_http_);
  }

  net::Task<Outcome> send(Notification notification) override {
    auto request = request_for(notification);
    if (!request) co_return Outcome{.verdict = Outcome::never, .reason = request.error().text};
    const auto answer = co_await exchange_(std::move(*request));
    if (!answer) co_return failed_exchange(answer.error());
    co_return judge_status(*answer, 410);
  }

 private:
  [[nodiscard]] base::Result<net::HttpRequest> request_for(const Notification& notification) const {
    const auto endpoint = parse_endpoint(notification.target.address, allow_http_);
    if (!endpoint) return endpoint.error();
    const auto seconds = std::chrono::floor<std::chrono::seconds>(clock_.now()).time_since_epoch().count();
    net::HttpRequest request{.url = notification.target.address,
                             .headers = {{"Content-Type", "application/json"},
                                         {"User-Agent", "notifyd"},
                                         {"webhook-id", notification.id},
                                         {"webhook-timestamp", std::to_string(seconds)}},
                             .body = payload(notification, largest_body),
                             .patience = patience_};
    if (notification.target.secret.empty()) return request;
    const auto keys = parse_webhook_secrets(notification.target.secret);
    if (!keys) return keys.error();
    request.headers.emplace_back("webhook-signature",
                                 webhook_signature(*keys, notification.id, seconds, request.body));
    return request;
  }

  Exchange exchange_;
  const base::Clock& clock_;
  bool allow_http_;
  std::chrono::milliseconds patience_;  ///< for the whole exchange, name lookup included
};

/// Standard Webhooks: 24 to 64 random octets in base64.
std::string made_secret() {
  return "whsec_" + base::text::base64(base::random_octets(32));
}

Channels open(base::Config& config, const Context& context) {
  auto section = config.section("webhook");
  Channels channels;
  const auto patience = section.duration("patience", 15s);
  if (section.flag("on", true))
    channels.emplace("webhook", std::make_unique<WebhookChannel>(context, patience));
  return channels;
}

}  // namespace

extern const Connector webhook_connector{
    .kind = "webhook",
    .members = {{.name = "url"}, {.name = "secret", .part = Member::Part::secret, .make = made_secret}},
    .open = open};

}  // namespace connectors
