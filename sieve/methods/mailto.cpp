// The method mailto: sends an e-mail (RFC 5436). It is prepared here as a value; sieve::compose
// makes the octets of it.

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "sieve/addresses.hpp"
#include "sieve/answerable.hpp"
#include "sieve/extension.hpp"
#include "sieve/field_name.hpp"
#include "sieve/method.hpp"
#include "sieve/uri.hpp"

namespace sieve {
namespace {

constexpr std::size_t most_recipients = 10;  // one message must not become many (RFC 5435 section 8)

// Section 2.7: never taken from the URI. The last five could say something about who sent it, or break MIME.
constexpr std::array<std::string_view, 11> refused_fields = {
    "from",   "auto-submitted", "received",     "date",         "message-id",    "bcc",
    "sender", "return-path",    "mime-version", "delivered-to", "dkim-signature"};

bool is_refused(std::string_view name) {
  return std::ranges::find(refused_fields, name) != refused_fields.end() || name.starts_with("resent-") ||
         name.starts_with("content-") || base::text::same_ignoring_case(name, redirect_trace);
}

bool is_one_line(std::string_view text) {
  constexpr std::string_view refused("\0\r\n", 3);
  return base::text::is_utf8(text) && text.find_first_of(refused) == std::string_view::npos;
}

/// A URI taken apart, or why it cannot be.
struct Parsed {
  NotificationMail mail;
  std::optional<std::string> subject;
  std::string fault;
};

/// Adds the addresses of `list`, still percent-encoded, to the envelope and to `shown`, each of them once.
bool add_addresses(Parsed& parsed, std::string_view list, std::vector<std::string>* shown) {
  if (list.empty()) return true;
  for (const auto encoded : base::text::split(list, ',')) {
    const auto decoded = percent_decoded(encoded);
    const auto address = decoded && is_one_line(*decoded) ? outbound_address(*decoded) : std::nullopt;
    if (!address) {
      parsed.fault = "\"" + std::string(encoded) + "\" in the mailto URI is no address";
      return false;
    }
    auto& all = parsed.mail.recipients;
    if (std::ranges::find(all, *address) != all.end()) continue;
    if (all.size() == most_recipients) {
      parsed.fault = "the mailto URI names more than " + std::to_string(most_recipients) + " recipients";
      return false;
    }
    all.push_back(*address);
    if (shown != nullptr) shown->push_back(address->text());
  }
  return true;
}

bool add_header(Parsed& parsed, std::string_view header) {
  const auto equals = header.find('=');
  const auto name = percent_decoded(header.substr(0, equals));
  const auto written = equals == std::string_view::npos ? std::string_view() : header.substr(equals + 1);
  const auto value = percent_decoded(written);
  const bool body = name && base::text::same_ignoring_case(*name, "body");
  if (!name || !value || !is_field_name(*name) ||
      !(body ? base::text::is_utf8(*value) : is_one_line(*value))) {
    parsed.fault = "\"" + std::string(header) + "\" in the mailto URI is no header";
    return false;
  }
  const std::string key = base::text::lowered(*name);
  if (key == "to" || key == "cc")
    return add_addresses(parsed, written, key == "to" ? &parsed.mail.to : &parsed.mail.cc);
  if (key == "bcc") return add_addresses(parsed, written, nullptr);
  if (key == "subject")
    parsed.subject = *value;
  else if (key == "body")
    parsed.mail.body = *value;
  else if (!is_refused(key))
    parsed.mail.fields.emplace_back(std::string(1, base::text::upper(key.front())) + key.substr(1), *value);
  return true;
}

Parsed parse(std::string_view uri) {
  Parsed parsed;
  uri.remove_prefix(uri.find(':') + 1);
  uri = uri.substr(0, uri.find('#'));
  const auto query = uri.find('?');
  if (!add_addresses(parsed, uri.substr(0, query), &parsed.mail.to)) return parsed;
  if (query != std::string_view::npos)
    for (const auto header : base::text::split(uri.substr(query + 1), '&'))
      if (!add_header(parsed, header)) return parsed;
  if (parsed.mail.recipients.empty()) parsed.fault = "the mailto URI names no recipient";
  return parsed;
}

std::optional<std::string> fault(std::string_view uri) {
  auto parsed = parse(uri);
  return parsed.fault.empty() ? std::nullopt : std::optional(std::move(parsed.fault));
}

std::optional<std::string> from_fault(std::string_view from) {
  if (from.empty() || outbound_address(from)) return std::nullopt;
  return "\"" + std::string(from) + "\" in :from is no address";
}

/// The author: :from if it is an address of the script's owner, else the address that the message came to.
/// Others are ignored, so that nobody notifies in another's name (RFC 5435 section 3.3).
mail::Address author(Run& run, const Notify& notify) {
  const Environment& now = run.environment();
  const auto owner = mail::parse_address(now.account);
  const mail::Address& fallback = !now.recipient.empty() || !owner ? now.recipient : *owner;
  if (notify.from.empty()) return fallback;
  if (const auto wrong = from_fault(notify.from)) run.fail("notify: " + *wrong);
  const auto wanted = outbound_address(notify.from);
  const bool own = *wanted == now.recipient || (owner && *wanted == *owner);
  return own ? *wanted : fallback;
}

/// Section 2.7: nobody hears twice from one run.
void drop_notified(const std::vector<Action>& actions, std::vector<mail::Address>& recipients) {
  for (const auto& action : actions) {
    const auto* earlier = std::get_if<Notify>(&action);
    if (earlier == nullptr || !earlier->mail) continue;
    std::erase_if(recipients, [&](const mail::Address& recipient) {
      return std::ranges::find(earlier->mail->recipients, recipient) != earlier->mail->recipients.end();
    });
  }
}

std::string subject(Run& run, const Notify& notify, const std::optional<std::string>& of_uri) {
  if (notify.message) return one_line(notify.text);
  if (of_uri) return *of_uri;
  const auto values = run.fields().values(-1, "Subject");
  return values.empty() ? std::string() : one_line(values.front());
}

/// Section 2.2: how important it is, as mail programs understand it. What the URI says of it wins.
void add_importance(const Notify& notify, NotificationMail& mail) {
  constexpr std::array<std::string_view, 3> priorities{"1 (Highest)", "3 (Normal)", "5 (Lowest)"};
  constexpr std::array<std::string_view, 3> importances{"high", "normal", "low"};
  const auto level = static_cast<std::size_t>(notify.importance - 1);
  const auto add = [&](std::string_view name, std::string_view value) {
    const bool said = std::ranges::any_of(
        mail.fields, [&](const auto& field) { return base::text::same_ignoring_case(field.first, name); });
    if (!said) mail.fields.emplace_back(name, value);
  };
  add("X-Priority", priorities[level]);
  add("Importance", importances[level]);
}

const char* prepare(Run& run, Notify& notify) {
  Parsed parsed = parse(notify.method);
  NotificationMail& mail = parsed.mail;
  mail.from = author(run, notify);
  if (is_auto_submitted(run)) return "the message was submitted by a machine";
  drop_notified(run.actions(), mail.recipients);
  if (mail.recipients.empty()) return "its recipients are notified already";
  const auto* envelope = run.environment().envelope;
  const bool bounce = envelope != nullptr && envelope->sender.empty();
  if (!bounce) mail.sender = mail.from;
  mail.subject = subject(run, notify, parsed.subject);
  std::string owner = run.environment().account;
  std::erase_if(owner, [](char c) { return static_cast<unsigned char>(c) < 32 || c == '"' || c == '\\'; });
  mail.auto_submitted = "auto-notified; owner-email=\"" + owner + '"';
  add_importance(notify, mail);
  notify.mail = std::move(mail);
  return nullptr;
}

}  // namespace

extern const Method mailto_method{
    .scheme = "mailto", .fault = fault, .from_fault = from_fault, .files_copy = true, .prepare = prepare};

}  // namespace sieve
