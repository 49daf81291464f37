// Web Push: an encrypted message to the push service of a browser or of UnifiedPush (RFC 8030, 8291, 8292).

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <vector>

#include "base/random.hpp"
#include "connectors/aes128gcm.hpp"
#include "connectors/answer.hpp"
#include "connectors/connector.hpp"
#include "connectors/endpoint.hpp"
#include "connectors/payload.hpp"
#include "connectors/vapid.hpp"

namespace connectors {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t longest_ttl = 28 * 24 * 3600;  // seconds; push services cut what is more

/// RFC 8030 section 5.3.
std::string_view urgency(const Notification& notification) {
  if (notification.importance == "1") return "high";
  if (notification.importance == "3") return "low";
  return notification.event == mail::EventName::message_new ? "high" : "normal";
}

/// Target: address is the endpoint, secret `p256dh auth`, extra the public VAPID key that the subscription
/// was made for.
class WebPushChannel final : public Channel {
 public:
  WebPushChannel(const Context& context, std::vector<VapidKey> keys, std::string subject,
                 std::chrono::milliseconds patience)
      : exchange_(context.to_user),
        clock_(context.clock),
        allow_http_(context.allow_http),
        keys_(std::move(keys)),
        subject_(std::move(subject)),
        patience_(patience) {}

  base::Result<Target> admit(Target target) const override {
    const auto endpoint = parse_endpoint(target.address, allow_http_);
    if (!endpoint) return endpoint.error();
    const auto keys = parse_subscription_keys(target.secret);
    if (!keys) return keys.error();
    if (target.extra.empty()) target.extra = keys_.front().public_text();
    return target;
  }

  std::string destination(const Target& target) const override {
    return endpoint_host(target.address, allow_http_);
  }

  net::Task<Outcome> send(Notification notification) override {
    const auto admitted = admit(notification.target);
    if (!admitted) co_return Outcome{.verdict = Outcome::never, .reason = admitted.error().text};
    const VapidKey* key = key_of(admitted->extra);
    if (key == nullptr)
      co_return Outcome{.verdict = Outcome::never,
                        .reason = "it was subscribed with a VAPID key that is not kept here"};
    if (notification.expires <= clock_.now())
      co_return Outcome{.verdict = Outcome::never, .reason = "expired before it was sent"};
    auto request = sealed_request(notification, *key);
    if (!request) co_return Outcome{.verdict = Outcome::never, .reason = request.error().text};
    const auto answer = co_await exchange_(std::move(*request));
    if (!answer) co_return failed_exchange(answer.error());
    // RFC 8030 section 7.3 says 404 for a subscription that has ended; services use 410 too.
    Outcome outcome = judge_status(*answer, answer->status == 404 ? 404 : 410);
    if (outcome.verdict == Outcome::delivered && notification.target.extra.empty())
      outcome.remember = admitted->extra;
    co_return outcome;
  }

 private:
  [[nodiscard]] const VapidKey* key_of(const std::string& public_text) const {
    const auto found = std::ranges::find(keys_, public_text, &VapidKey::public_text);
    return found == keys_.end() ? nullptr : &*found;
  }

  [[nodiscard]] base::Result<net::HttpRequest> sealed_request(const Notification& notification,
                                                              const VapidKey& key) const {
    const auto now = clock_.now();
    const auto keys = parse_subscription_keys(notification.target.secret);
    if (!keys) return keys.error();
    // A fresh key and salt for each message (RFC 8291 section 3.1, RFC 8188 section 2.1).
    auto body = encrypt_push(payload(notification, longest_push_message), *keys, P256Key::make(),
                             base::random_octets(16));
    if (!body) return body.error();
    const auto left = std::chrono::floor<std::chrono::seconds>(notification.expires - now).count();
    const auto origin = parse_endpoint(notification.target.address, allow_http_).value().origin;
    return net::HttpRequest{
        .url = notification.target.address,
        .headers = {{"TTL", std::to_string(std::clamp<std::int64_t>(left, 0, longest_ttl))},
                    {"Urgency", std::string(urgency(notification))},
                    {"Topic", notification.id},
                    {"Content-Encoding", "aes128gcm"},
                    {"Content-Type", "application/octet-stream"},
                    {"Authorization", key.authorization(origin, subject_, now)}},
        .body = std::move(*body),
        .patience = patience_};
  }

  Exchange exchange_;
  const base::Clock& clock_;
  bool allow_http_;
  std::vector<VapidKey> keys_;  ///< the current one first; never empty
  std::string subject_;
  std::chrono::milliseconds patience_;
};

Channels open(base::Config& config, const Context& context) {
  auto section = config.section("webpush");
  const auto patience = section.duration("patience", 15s);
  const auto subject = section.text("subject");
  if (!subject.empty() && !subject.starts_with("mailto:") && !subject.starts_with("https:"))
    section.fault("subject",
                  "expected a mailto: or https: URI under which you can be reached (RFC 8292 section 2.1)");
  std::vector<VapidKey> keys;
  for (const auto& text : context.vapid_keys) {
    auto key = VapidKey::parse(text);
    if (!key) throw std::runtime_error("a stored VAPID key cannot be read: " + key.error().text);
    keys.push_back(std::move(*key));
  }
  Channels channels;
  if (section.flag("on", true) && !keys.empty())
    channels.emplace("webpush",
                     std::make_unique<WebPushChannel>(context, std::move(keys), subject, patience));
  return channels;
}

}  // namespace

extern const Connector webpush_connector{.kind = "webpush",
                                         .members = {{.name = "endpoint"},
                                                     {.name = "p256dh", .part = Member::Part::secret},
                                                     {.name = "auth", .part = Member::Part::secret}},
                                         .open = open};

}  // namespace connectors
