// The current message, and how its envelope follows from its header.

#include "sievetool/testsuite/current.hpp"

#include <pwd.h>
#include <string>
#include <unistd.h>
#include <utility>

#include "base/text.hpp"
#include "sievetool/envelope.hpp"
#include "sievetool/testsuite/address_source.hpp"

namespace sievetool::testsuite {
namespace {

constexpr const char* first_message =
    "From: sender@example.com\r\nTo: recipient@example.org\r\nSubject: a message\r\n\r\nHello.\r\n";

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
  envelope_.sender = sender_of(*message_, {"sender", "example.com"});
  recipient(recipient_of(*message_, {"recipient", "example.com"}));
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
