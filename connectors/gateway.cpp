// Gateway: one templated HTTP request per notification, to an SMS gateway or whatever else speaks HTTP.
// Kannel's sendsms is the shipped example (packaging/connectors/kannel.toml).

#include <algorithm>

#include "base/text.hpp"
#include "connectors/answer.hpp"
#include "connectors/connector.hpp"
#include "connectors/endpoint.hpp"
#include "connectors/gateway_settings.hpp"
#include "connectors/sms_text.hpp"

namespace connectors {
namespace {

constexpr std::size_t longest_text = 1000;    // octets, where the text is no short message
constexpr std::size_t longest_address = 256;  // octets

/// Target: address is the number (or what the gateway calls a receiver), secret and extra are unused.
class GatewayChannel final : public Channel {
 public:
  GatewayChannel(const Context& context, GatewaySettings settings)
      : exchange_(context.to_admin), clock_(context.clock), settings_(std::move(settings)) {}

  base::Result<Target> admit(Target target) const override {
    if (!settings_.takes_numbers) {
      if (target.address.empty() || target.address.size() > longest_address)
        return base::fail(base::Errc::syntax, "the address must have 1 to 256 octets");
      return target;
    }
    auto number = international_number(target.address);
    if (!number) return number.error();
    const auto begins = [&](const std::string& prefix) { return number->starts_with(prefix); };
    if (!settings_.prefixes.empty() && std::ranges::none_of(settings_.prefixes, begins))
      return base::fail(base::Errc::denied, "numbers of that country are not allowed here");
    target.address = *number;
    return target;
  }

  std::string destination(const Target& /*target*/) const override { return "gateway " + settings_.name; }

  net::Task<Outcome> send(Notification notification) override {
    const auto request = request_for(notification);
    if (!request) co_return Outcome{.verdict = Outcome::never, .reason = request.error().text};
    const auto answer = co_await exchange_(*request);
    if (!answer) co_return failed_exchange(answer.error());
    co_return settings_.answers.judge(*answer);
  }

 private:
  [[nodiscard]] base::Result<std::string> text_of(const Notification& notification,
                                                  const Values& values) const;
  [[nodiscard]] Values values_of(const Notification& notification) const;
  [[nodiscard]] base::Result<net::HttpRequest> request_for(const Notification& notification) const;

  Exchange exchange_;
  const base::Clock& clock_;
  GatewaySettings settings_;
};

/// The owner's own words of a Sieve notify win; else the text of the content level.
base::Result<std::string> GatewayChannel::text_of(const Notification& notification,
                                                  const Values& values) const {
  if (!notification.message.empty()) return notification.message;
  if (notification.test) return "This is a test.";
  if (notification.events > 1) return settings_.digest.expand(values);
  if (notification.content == mail::Content::wake) return settings_.wake.expand(values);
  if (notification.content == mail::Content::summary || notification.snippet.empty())
    return settings_.summary.expand(values);
  return settings_.snippet.expand(values);
}

Values GatewayChannel::values_of(const Notification& notification) const {
  Values values = settings_.constants;
  values["account"] = notification.account;
  values["device"] = notification.device;
  values["event"] = mail::name_of(notification.event);
  values["events"] = std::to_string(notification.events);
  values["mailbox"] = notification.mailbox;
  values["uid"] = std::to_string(notification.uid.value);
  values["sender"] = notification.sender;
  values["subject"] = notification.subject;
  values["snippet"] = notification.snippet;
  values["id"] = notification.id;
  values["importance"] = notification.importance;
  const auto left = std::chrono::ceil<std::chrono::minutes>(notification.expires - clock_.now()).count();
  values["minutes"] = std::to_string(std::max<std::int64_t>(left, 1));
  return values;
}

base::Result<net::HttpRequest> GatewayChannel::request_for(const Notification& notification) const {
  const auto target = admit(notification.target);
  if (!target) return target.error();
  Values values = values_of(notification);
  const auto text = text_of(notification, values);
  if (!text) return text.error();
  values["to"] = target->address;
  values["text"] = base::text::utf8_prefix(*text, longest_text);
  if (settings_.takes_numbers) {
    const auto fitted = fit_sms(*text, settings_.parts);
    values["text"] = fitted.text;
    values["coding"] = fitted.unicode ? "2" : "0";
  }
  net::HttpRequest request{.method = settings_.method, .patience = settings_.patience};
  auto url = settings_.url.expand(values);
  if (!url) return url.error();
  request.url = std::move(*url);
  for (const auto& [name, value] : settings_.headers) {
    auto expanded = value.expand(values);
    if (!expanded) return expanded.error();
    request.headers.emplace_back(name, std::move(*expanded));
  }
  auto body = settings_.body.expand(values);
  if (!body) return body.error();
  request.body = std::move(*body);
  return request;
}

Channels open(base::Config& config, const Context& context) {
  Channels channels;
  for (const auto& name : config.subsections("gateway")) {
    if (!connector_of(name).kind.empty())
      config.section("gateway." + name)
          .fault("url", "the name " + name + " is taken by a connector; choose another");
    channels.emplace(name, std::make_unique<GatewayChannel>(context, read_gateway(config, name)));
  }
  return channels;
}

}  // namespace

extern const Connector gateway_connector{.kind = "", .members = {{.name = "number"}}, .open = open};

}  // namespace connectors
