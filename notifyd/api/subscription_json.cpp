// What a device subscribes to, as the HTTP API writes and reads it.

#include "notifyd/api/subscription_json.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>

#include "mail/event.hpp"
#include "notifyd/api/answers.hpp"

namespace notifyd::api {
namespace {

using base::Errc;
namespace json_ns = boost::json;

constexpr std::array<std::string_view, 3> mailbox_words{"inboxes", "personal", "subscribed"};

json_ns::value mailboxes_json(const mail::MailboxFilter& filter) {
  const auto kind = static_cast<std::size_t>(filter.kind);
  if (kind < mailbox_words.size()) return json_ns::string(mailbox_words.at(kind));
  json_ns::array names;
  for (const auto& name : filter.names) names.emplace_back(name);
  return json_ns::object{
      {filter.kind == mail::MailboxFilter::Kind::subtree ? "subtree" : "mailboxes", names}};
}

base::Result<std::vector<std::string>> texts(const json_ns::value& value, std::string_view what) {
  const auto* list = value.if_array();
  if (list == nullptr || list->empty() || list->size() > 100)
    return base::fail(Errc::syntax, std::string(what) + " must be a list of 1 to 100 strings");
  std::vector<std::string> out;
  for (const auto& item : *list) {
    if (!item.is_string()) return base::fail(Errc::syntax, std::string(what) + " must be a list of strings");
    out.emplace_back(item.as_string());
  }
  return out;
}

base::Result<mail::MailboxFilter> mailboxes_of(const json_ns::value& value) {
  using Kind = mail::MailboxFilter::Kind;
  if (const auto* word = value.if_string()) {
    const auto found = std::ranges::find(mailbox_words, std::string_view(*word));
    if (found != mailbox_words.end())
      return mail::MailboxFilter{.kind = static_cast<Kind>(found - mailbox_words.begin()), .names = {}};
  }
  if (const auto* object = value.if_object(); object != nullptr && object->size() == 1) {
    const auto key = object->begin()->key();
    if (key == "subtree" || key == "mailboxes") {
      auto names = texts(object->begin()->value(), "subscription.mailboxes." + std::string(key));
      if (!names) return names.error();
      return mail::MailboxFilter{.kind = key == "subtree" ? Kind::subtree : Kind::mailboxes,
                                 .names = std::move(*names)};
    }
  }
  return base::fail(
      Errc::syntax,
      R"(subscription.mailboxes must be "inboxes", "personal", "subscribed", {"subtree": [...]} or {"mailboxes": [...]})");
}

/// Messages expire nowhere here, and logins change nothing in a store.
bool happens(mail::EventName event) {
  using mail::EventName;
  return event != EventName::message_expire && event != EventName::login && event != EventName::logout;
}

base::Result<mail::EventMask> events_of(const json_ns::value& value) {
  const auto names = texts(value, "subscription.events");
  if (!names) return names.error();
  mail::EventMask mask = 0;
  for (const auto& name : *names) {
    const auto event = mail::event_name(name);
    if (!event) return base::fail(Errc::syntax, "subscription.events: " + name + " is no event of RFC 5423");
    if (!happens(*event))
      return base::fail(Errc::unsupported, "subscription.events: this server has no " + name);
    mask |= mail::mask_of(*event);
  }
  return mask;
}

}  // namespace

json_ns::object subscription_json(const mail::Subscription& subscription) {
  json_ns::array events;
  for (unsigned bit = 0; bit < 18; ++bit)
    if ((subscription.events & (mail::EventMask{1} << bit)) != 0)
      events.emplace_back(mail::name_of(static_cast<mail::EventName>(bit)));
  return {{"mailboxes", mailboxes_json(subscription.mailboxes)},
          {"events", events},
          {"filter", subscription.filter}};
}

base::Result<mail::Subscription> subscription_of(const Services& services, const json_ns::value& value,
                                                 mail::Subscription subscription) {
  const auto* object = value.if_object();
  if (object == nullptr) return base::fail(Errc::syntax, "subscription must be an object");
  for (const auto& [key, member] : *object) {
    if (key == "mailboxes") {
      auto mailboxes = mailboxes_of(member);
      if (!mailboxes) return mailboxes.error();
      subscription.mailboxes = std::move(*mailboxes);
    } else if (key == "events") {
      const auto events = events_of(member);
      if (!events) return events.error();
      subscription.events = *events;
    } else if (key == "filter") {
      auto filter = text(*object, "filter");
      if (!filter) return filter.error();
      if (filter->size() > 4096)
        return base::fail(Errc::too_large, "subscription.filter: at most 4096 octets");
      if (const auto parsed = services.parse_filter(*filter); !filter->empty() && !parsed)
        return base::fail(Errc::syntax, "subscription.filter: " + parsed.error().text);
      subscription.filter = std::move(*filter);
    } else {
      return base::fail(Errc::syntax, "subscription has no member " + std::string(key));
    }
  }
  return subscription;
}

}  // namespace notifyd::api
