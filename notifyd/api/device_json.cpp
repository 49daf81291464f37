// A device as the HTTP API writes and reads it.

#include "notifyd/api/device_json.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "connectors/registration.hpp"
#include "mail/date.hpp"
#include "mail/quiet_hours.hpp"
#include "notifyd/api/answers.hpp"
#include "notifyd/api/subscription_json.hpp"
#include "notifyd/dispatch/content.hpp"

namespace notifyd::api {
namespace {

using base::Errc;
namespace json_ns = boost::json;

constexpr std::array<std::string_view, 3> content_names{"wake", "summary", "snippet"};

std::string minute_text(int minute) {
  const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return two(minute / 60) + ":" + two(minute % 60);
}

std::optional<int> minute_of(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hours = base::text::number(text.substr(0, 2));
  const auto minutes = base::text::number(text.substr(3));
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  return static_cast<int>(*hours * 60 + *minutes);
}

/// "https://push.example.net/..." or "...0001": enough to recognise, too little to use.
std::string masked(const std::string& address) {
  const auto scheme = address.find("://");
  if (scheme != std::string::npos) return address.substr(0, address.find('/', scheme + 3)) + "/...";
  return "..." + address.substr(address.size() - std::min<std::size_t>(address.size(), 4));
}

base::Result<connectors::Members> members_of(const json_ns::object& channel) {
  connectors::Members members;
  for (const auto& [key, member] : channel) {
    if (!member.is_string())
      return base::fail(Errc::syntax, "channel." + std::string(key) + " must be a string");
    members.emplace(key, member.as_string());
  }
  members.erase("kind");
  return members;
}

base::Result<store::Channel> channel_of(const Services& services, const json_ns::value& value) {
  const auto* object = value.if_object();
  if (object == nullptr) return base::fail(Errc::syntax, "channel must be an object");
  const auto kind = text(*object, "kind");
  if (!kind) return kind.error();
  if (kind->empty()) return base::fail(Errc::syntax, "channel.kind is missing");
  const auto members = members_of(*object);
  if (!members) return members.error();
  return services.admit_channel(*kind, *members);
}

base::Result<mail::QuietHours> quiet_hours_of(const json_ns::value& value) {
  const auto* object = value.if_object();
  if (object == nullptr) return base::fail(Errc::syntax, "quiet_hours must be an object or null");
  const auto from = text(*object, "from");
  const auto to = text(*object, "to");
  const auto zone = text(*object, "zone", "UTC");
  if (!from || !to || !zone || !minute_of(*from) || !minute_of(*to) || object->size() > 3)
    return base::fail(Errc::syntax,
                      R"(quiet_hours must be {"from": "22:00", "to": "07:00", "zone": "Europe/Berlin"})");
  if (!mail::is_time_zone(*zone))
    return base::fail(Errc::syntax, "quiet_hours.zone: " + *zone + " is no time zone");
  return mail::QuietHours{.from_minute = *minute_of(*from), .to_minute = *minute_of(*to), .zone = *zone};
}

base::Result<void> set_member(const Services& services, store::Device& device, const json_ns::object& body,
                              std::string_view key) {
  const auto& member = body.at(key);
  if (key == "name") {
    auto name = text(body, key);
    if (!name) return name.error();
    device.name = std::move(*name);
  } else if (key == "channel") {
    if (member.is_null()) {
      device.channel.reset();
      return {};
    }
    auto channel = channel_of(services, member);
    if (!channel) return channel.error();
    device.channel = std::move(*channel);
    device.retired.clear();  // a new address: the device may be pushed to again
  } else if (key == "subscription") {
    auto subscription = subscription_of(services, member, device.subscription);
    if (!subscription) return subscription.error();
    device.subscription = std::move(*subscription);
  } else if (key == "content") {
    const auto name = text(body, key);
    const auto found = name ? std::ranges::find(content_names, *name) : content_names.end();
    if (found == content_names.end())
      return base::fail(Errc::syntax, "content must be wake, summary or snippet");
    device.content = static_cast<mail::Content>(found - content_names.begin());
  } else if (key == "quiet_hours") {
    if (member.is_null()) {
      device.quiet_hours.reset();
      return {};
    }
    auto hours = quiet_hours_of(member);
    if (!hours) return hours.error();
    device.quiet_hours = std::move(*hours);
  } else {
    return base::fail(Errc::syntax, "a device has no member " + std::string(key));
  }
  return {};
}

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
    return base::text::is_alpha(c) || base::text::is_digit(c) || c == '.' || c == '_' || c == '-';
  });
}

}  // namespace

json_ns::object to_json(const store::Device& device) {
  json_ns::object out{{"id", device.id.value},
                      {"name", device.name},
                      {"subscription", subscription_json(device.subscription)},
                      {"content", content_names.at(static_cast<std::size_t>(device.content))},
                      {"created", mail::rfc3339(device.created)}};
  out["channel"] = nullptr;
  if (device.channel)
    out["channel"] = {{"kind", device.channel->kind}, {"address", masked(device.channel->address)}};
  out["quiet_hours"] = nullptr;
  if (const auto& hours = device.quiet_hours)
    out["quiet_hours"] = {{"from", minute_text(hours->from_minute)},
                          {"to", minute_text(hours->to_minute)},
                          {"zone", hours->zone}};
  out["retired"] = device.retired.empty() ? json_ns::value(nullptr) : json_ns::value(device.retired);
  return out;
}

json_ns::object to_json_once(const store::Device& device, const json_ns::object& asked) {
  auto out = to_json(device);
  const auto* asked_channel = asked.if_contains("channel");
  if (asked_channel == nullptr || !asked_channel->is_object() || !device.channel) return out;
  const auto given = members_of(asked_channel->as_object());
  for (const auto& [name, value] : connectors::made_for(dispatch::target_of(*device.channel), given.value()))
    out["channel"].as_object()[name] = value;
  return out;
}

base::Result<store::Device> from_json(const Services& services, const json_ns::object& body,
                                      store::Device device) {
  for (const auto& [key, member] : body)
    if (const auto set = set_member(services, device, body, key); !set) return set.error();
  if (!is_name(device.name)) return base::fail(Errc::syntax, "name must be 1 to 64 of A-Z a-z 0-9 . _ -");
  return device;
}

}  // namespace notifyd::api
