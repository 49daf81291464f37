// The current message, and how its envelope follows from its header.

#include "sievetool/testsuite/current.hpp"

#include <initializer_list>
#include <pwd.h>
#include <string>
#include <unistd.h>
#include <utility>

#include "base/text.hpp"
#include "sievetool/testsuite/address_source.hpp"

namespace sievetool::testsuite {
namespace {

constexpr const char* first_message =
    "From: sender@example.com\r\nTo: recipient@example.org\r\nSubject: a message\r\n\r\nHello.\r\n";

/// The first address of the first of these fields that has one with a local part.
mail::Address first_address(const mail::Message& message, std::initializer_list<std::string_view> names,
                            mail::Address otherwise) {
  for (const auto name : names) {
    const auto* field = message.header().find(name);
    if (field == nullptr) continue;
    for (const auto& listed : mail::parse_address_list(field->body)) {
      if (listed.kind != mail::ListedAddress::Kind::mailbox) continue;
      if (!listed.address.local.empty() && !listed.address.domain.empty()) return listed.address;
      break;  // only the first address is looked at
    }
  }
  return otherwise;
}

/// Of who runs the tool; no variable need say it.
std::string user_name() {
  const passwd* user = getpwuid(geteuid());
  return user == nullptr ? std::to_string(geteuid()) : user->pw_name;
}

/// `@relay.example,@other.example:` in front of an address (RFC 5321 section 4.1.2), which says nothing now.
std::optional<std::string_view> without_route(std::string_view path) {
  if (!path.starts_with('@')) return path;
  const auto colon = path.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  for (const auto hop : base::text::split(path.substr(0, colon), ',')) {
    if (!hop.starts_with('@')) return std::nullopt;
    for (const auto label : base::text::split(hop.substr(1), '.'))
      if (label.empty()) return std::nullopt;
  }
  return path.substr(colon + 1);
}

}  // namespace

std::optional<mail::Address> parse_path(std::string_view text) {
  auto path = base::text::trimmed(text);
  if (path.starts_with('<')) {
    if (!path.ends_with('>')) return std::nullopt;
    path = path.substr(1, path.size() - 2);
  }
  if (path.empty()) return mail::Address{};
  const auto address = without_route(path);
  if (!address || address->empty()) return std::nullopt;
  const auto parsed = mail::parse_address(*address);
  return parsed ? std::optional(*parsed) : std::nullopt;
}

Current::Current() {
  environment_.envelope = &envelope_;
  environment_.flags = &flags_;
  environment_.items = &items_;
  configure(Settings());
  take(std::make_shared<const mail::Message>(std::string(first_message)));
}

void Current::take(sieve::Edited message, const mail::Flags& flags) {
  message_ = std::move(message);
  flags_ = flags;
  envelope_.sender = first_address(*message_, {"Return-Path", "Sender", "From"}, {"sender", "example.com"});
  recipient(first_address(*message_, {"Envelope-To", "To"}, {"recipient", "example.com"}));
  envelope_.received = base::SystemClock().now();
  environment_.sender_known = true;
  environment_.login = user_name();
}

void Current::take(sieve::Edited message, const mail::Address& sender, const mail::Address& recipient) {
  take(std::move(message));
  envelope_.sender = sender;
  this->recipient(recipient);
}

void Current::recipient(const mail::Address& address) {
  environment_.recipient = address;
  environment_.account = address.text();
  envelope_.recipients = {{.address = address}};
  environment_.original_recipient = address;
}

bool Current::set(std::string_view member, std::string_view value) {
  if (member == "auth") {
    environment_.login = value;
    return true;
  }
  const auto path = parse_path(value);
  const bool valid = path && (member == "from" ? path->empty() || !path->domain.empty() : !path->empty());
  const mail::Address address = valid ? *path : mail::Address{};
  if (member == "from") {
    envelope_.sender = address;
    environment_.sender_known = valid;
  } else if (member == "to") {
    recipient(address);
  } else {
    environment_.original_recipient = address;
  }
  return valid;
}

void Current::configure(const Settings& settings) {
  const auto separators = settings.value("recipient_delimiter");
  separators_ = separators.empty() ? "+" : separators;
  environment_.separators = separators_;
  environment_.aliases.clear();
  if (const auto user = configured_user(settings)) environment_.aliases = {user->text()};
  items_ = {{"location", "MS"}, {"phase", "during"}};
  for (const auto& [name, value] : settings.below("sieve_environment/"))
    items_["vnd.dovecot.config." + base::text::lowered(name)] = value;
}

const sieve::Environment& Current::environment() {
  environment_.now = base::SystemClock().now();
  return environment_;
}

}  // namespace sievetool::testsuite
