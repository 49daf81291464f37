// What of a message may leave with a push, and the push's identity.

#include "notifyd/dispatch/content.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "mail/address.hpp"
#include "mail/message.hpp"

namespace notifyd::dispatch {
namespace {

constexpr std::size_t id_characters = 24;
constexpr std::size_t longest_line = 400;      // octets of sender and subject
constexpr std::size_t longest_snippet = 200;   // octets
constexpr std::size_t longest_message = 4096;  // octets
constexpr auto test_lifetime = std::chrono::minutes(10);

/// UTF-8 on one line, without control characters (a decoded header field may hold others than CR, LF and
/// NUL).
std::string one_line(std::string text, std::size_t limit) {
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return std::string(base::text::utf8_prefix(base::text::trimmed(text), limit));
}

std::string sender_of(const mail::Message& message) {
  const auto* from = message.header().find("From");
  if (from == nullptr) return {};
  for (const auto& entry : mail::parse_address_list(from->body)) {
    if (entry.kind != mail::ListedAddress::Kind::mailbox) continue;
    const auto name = mail::decoded(entry.display_name);
    return one_line(name.empty() ? entry.address.text() : name, longest_line);
  }
  return {};
}

std::string subject_of(const mail::Message& message) {
  const auto* subject = message.header().find("Subject");
  return subject == nullptr ? "" : one_line(mail::decoded(subject->body), longest_line);
}

std::string short_digest(const std::string& named) {
  return base::text::base64url(base::sha256(named)).substr(0, id_characters);
}

}  // namespace

std::string notification_id(mail::AccountId account, mail::ModSeq modseq, base::Time at,
                            mail::DeviceId device) {
  const auto named = std::to_string(account.value) + "," + std::to_string(modseq.value) + "," +
                     std::to_string(base::microseconds(at)) + "," + std::to_string(device.value);
  return short_digest(named);
}

connectors::Target target_of(const store::Channel& channel) {
  return {.kind = channel.kind, .address = channel.address, .secret = channel.secret, .extra = channel.extra};
}

connectors::Notification notification_for(const Occasion& occasion, const store::Device& device,
                                          const store::Subject* shown) {
  const auto& event = occasion.event;
  connectors::Notification made{
      .id = notification_id(occasion.account.id, event.modseq, event.timestamp, device.id),
      .account = occasion.account.address,
      .device = device.name,
      .target = target_of(device.channel.value()),
      .event = event.name,
      .content = device.content,
      .created = event.timestamp,
      .expires = occasion.expires,
      .log_id = event.log_id};
  if (device.content == mail::Content::wake) return made;
  made.mailbox = event.mailbox_name;
  made.uid_validity = event.uid_validity;
  if (shown == nullptr) return made;
  made.uid = shown->uid;
  if (shown->message == nullptr) return made;
  const mail::Message& message = *shown->message;
  made.sender = sender_of(message);
  made.subject = subject_of(message);
  if (device.content == mail::Content::snippet)
    made.snippet =
        one_line(mail::first_text(message.octets(), message.mime(), longest_snippet), longest_snippet);
  return made;
}

connectors::Notification uri_notification(const store::Item& item, const store::Account& account,
                                          const std::map<std::string, std::string>& kinds,
                                          std::chrono::milliseconds lifetime) {
  const auto& [notify, log_id] = std::get<store::UriItem>(item.payload);
  const auto kind = kinds.find(notify.scheme);
  return {.id = short_digest(notify.scheme + ',' + std::to_string(item.ticket.id) + ',' +
                             std::to_string(base::microseconds(item.created))),
          .account = account.address,
          .device = notify.scheme,
          .target = {.kind = kind == kinds.end() ? notify.scheme : kind->second, .address = notify.endpoint},
          .message = one_line(notify.message, longest_message),
          .importance = notify.importance,
          .created = item.created,
          .expires = item.created + lifetime,
          .log_id = log_id};
}

connectors::Notification test_notification(const store::Account& account, const store::Device& device,
                                           base::Time now) {
  return {.id = base::random_name(),
          .account = account.address,
          .device = device.name,
          .target = target_of(device.channel.value()),
          .test = true,
          .created = now,
          .expires = now + test_lifetime};
}

}  // namespace notifyd::dispatch
