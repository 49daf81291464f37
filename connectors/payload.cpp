// The JSON object that leaves by webhook and Web Push (RFC 8259).

#include "connectors/payload.hpp"

#include <array>

#include <boost/json.hpp>

#include "base/text.hpp"
#include "mail/date.hpp"

namespace connectors {
namespace {

namespace json = boost::json;

void add(json::object& into, std::string_view key, std::string_view text) {
  if (!text.empty()) into[key] = base::text::to_valid_utf8(text);
}

json::object data(const Notification& notification) {
  json::object data;
  data["id"] = notification.id;
  add(data, "account", notification.account);
  add(data, "device", notification.device);
  data["events"] = notification.events;
  add(data, "message", notification.message);
  if (!notification.message.empty()) data["importance"] = notification.importance;
  if (notification.content == mail::Content::wake) return data;
  add(data, "mailbox", notification.mailbox);
  if (notification.uid.value != 0) {
    data["uid"] = notification.uid.value;
    data["uid_validity"] = notification.uid_validity.value;
  }
  add(data, "sender", notification.sender);
  add(data, "subject", notification.subject);
  if (notification.content == mail::Content::snippet) add(data, "snippet", notification.snippet);
  return data;
}

std::string whole(const Notification& notification) {
  json::object object;
  object["type"] = notification.test ? std::string_view("Test") : mail::name_of(notification.event);
  object["timestamp"] = mail::rfc3339(notification.created);
  object["data"] = data(notification);
  return json::serialize(object);
}

}  // namespace

std::string payload(const Notification& notification, std::size_t limit_octets) {
  Notification shorter = notification;
  std::string text = whole(shorter);
  const std::array<std::string*, 5> in_order{&shorter.snippet, &shorter.message, &shorter.subject,
                                             &shorter.sender, &shorter.mailbox};
  for (std::string* part : in_order) {
    while (text.size() > limit_octets && !part->empty()) {
      *part = base::text::utf8_prefix(*part, part->size() - (part->size() + 3) / 4);  // a quarter at a time
      text = whole(shorter);
    }
  }
  return text;
}

}  // namespace connectors
