// Composes reports: multipart/report (RFC 3462) with message/delivery-status (RFC 3464).

#include "notifyd/relay/report.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "base/random.hpp"
#include "base/text.hpp"
#include "mail/date.hpp"
#include "sieve/entity.hpp"
#include "sieve/header_text.hpp"
#include "sieve/message_part.hpp"
#include "wire/smtp/parameters.hpp"

namespace notifyd::relay {
namespace {

using sieve::raw_field;
using sieve::text_entity;

constexpr std::size_t most_answer_octets = 900;

/// On one line of printable ASCII.
std::string printable(std::string_view text) {
  std::string line(text.substr(0, most_answer_octets));
  for (char& c : line)
    if (c < 32 || c > 126) c = c == '\n' || c == '\r' || c == '\t' ? ' ' : '?';
  return line;
}

bool is_status(std::string_view word) {
  return word.size() >= 5 && (word[0] == '4' || word[0] == '5') && word[1] == '.' &&
         std::ranges::count(word, '.') == 2 && !word.ends_with('.') &&
         std::ranges::all_of(word, [](char c) { return base::text::is_digit(c) || c == '.'; });
}

/// The enhanced code (RFC 3463) of the reply, else what can be said without one.
std::string status(const Report& what) {
  if (what.expired || what.outcome == Outcome::delayed) return "4.4.7";
  if (what.outcome != Outcome::failed) return "2.0.0";
  const bool is_transient = what.answer.starts_with('4');
  for (const auto word : base::text::split(what.answer, ' '))
    if (is_status(word) && word[0] == (is_transient ? '4' : '5')) return std::string(word);
  return is_transient ? "4.0.0" : "5.0.0";
}

struct Words {
  std::string_view action;
  std::string_view subject;
  std::string_view verb;  ///< your message VERB <recipient>
  std::string_view end;
};

Words words(Outcome outcome) {
  switch (outcome) {
    case Outcome::failed:
      break;
    case Outcome::delayed:
      return {"delayed", "Delayed mail", "has not arrived in time at", "It will still be tried.\r\n"};
    case Outcome::delivered:
      return {"delivered", "Successful mail delivery report", "was delivered to", ""};
    case Outcome::relayed:
      return {"relayed", "Mail was passed on", "was passed on to",
              "The next server will send no further report of it.\r\n"};
    case Outcome::expanded:
      return {"expanded", "Mail was passed on to several", "was passed on to several addresses by", ""};
  }
  return {"failed", "Undelivered mail returned to sender", "could not be delivered to",
          "It will not be tried again.\r\n"};
}

std::string explanation(const Report& what) {
  const Words say = words(what.outcome);
  std::string text = "Your message " + std::string(say.verb) + " <" + what.recipient.text() + ">";
  if (what.redirected) text += ", to whom its recipient passes mail on";
  text += ".\r\n\r\n";
  if (what.outcome == Outcome::failed || !what.answer.empty()) {
    text += what.expired             ? "It was tried for days. The last answer was:\r\n"
            : what.next_host.empty() ? "The reason:\r\n"
                                     : "The next mail server said:\r\n";
    text += "\r\n    " + printable(what.answer) + "\r\n\r\n";
  }
  return text + (what.passed_on ? "It has been passed on now.\r\n" : std::string(say.end));
}

/// Neither is written where its parameter is absent, or cannot be read (RFC 3461 section 6.3).
std::string original_envelope(const mail::Terms& terms) {
  const auto envid = wire::smtp::parse_envid(terms.envid);
  return terms.envid.empty() || !envid ? "" : raw_field("Original-Envelope-Id", printable(*envid));
}
std::string original_recipient(const mail::Terms& terms) {
  const auto original = wire::smtp::parse_orcpt(terms.original);
  if (!original) return "";
  return raw_field("Original-Recipient", printable(original->type + "; " + original->address));
}

/// The character at the front of well-formed UTF-8, and how many octets it takes.
std::pair<unsigned, std::size_t> first_character(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  unsigned value = length == 1 ? lead : lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i)
    value = value << 6U | (static_cast<unsigned char>(text[i]) & 0x3FU);
  return {value, length};
}

/// In ASCII as RFC 6533 section 3 writes it (utf-8-addr-xtext).
std::string typed_address(const std::string& address) {
  const bool ascii =
      std::ranges::all_of(address, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (ascii || !base::text::is_utf8(address)) return "rfc822; " + printable(address);
  std::string encoded;
  for (std::string_view left = address; !left.empty();) {
    const auto [value, length] = first_character(left);
    std::array<char, 16> digits{};
    std::snprintf(digits.data(), digits.size(), "\\x{%X}", value);
    encoded += length == 1 ? std::string(left.substr(0, 1)) : std::string(digits.data());
    left.remove_prefix(length);
  }
  return "utf-8; " + encoded;
}

std::string delivery_status(const Report& what, base::Time now, const std::string& host) {
  std::string text = original_envelope(what.terms) + raw_field("Reporting-MTA", "dns; " + host);
  text += raw_field("Arrival-Date", mail::date_text({.time = what.arrived})) + "\r\n";
  text += original_recipient(what.terms);
  text += raw_field("Final-Recipient", typed_address(what.recipient.text()));
  text += raw_field("Action", std::string(words(what.outcome).action));
  text += raw_field("Status", status(what));
  if (!what.next_host.empty()) {
    text += raw_field("Remote-MTA", "dns; " + what.next_host);
    text += raw_field("Diagnostic-Code", "smtp; " + printable(what.answer));
  }
  return text + raw_field("Last-Attempt-Date", mail::date_text({.time = now}));
}

/// RET is about failures alone (RFC 3461 section 4.3).
bool gives_back_all(const Report& what) {
  return what.outcome == Outcome::failed && what.whole && what.octets.size() <= whole_octets &&
         base::text::same_ignoring_case(what.terms.ret, "FULL");
}

}  // namespace

bool is_wanted(Outcome outcome, const mail::Terms& terms) {
  const auto notify = wire::smtp::parse_notify(terms.notify);
  const bool said = !terms.notify.empty() && notify.has_value();
  if (outcome == Outcome::failed) return !said || notify->failure;
  if (outcome == Outcome::delayed) return !said || notify->delay;
  return said && notify->success;
}

std::string report(const Report& what, base::Time now, const std::string& host) {
  const std::string boundary = base::random_name() + "/" + base::random_name();
  const std::string delimiter = "\r\n--" + boundary;
  const auto returned = sieve::message_part(what.octets, !gives_back_all(what));
  std::string message = raw_field("Auto-Submitted", "auto-replied");
  message += raw_field("Date", mail::date_text({.time = now}));
  message += raw_field("Message-ID", "<" + base::random_name() + "@" + host + ">");
  message += raw_field("From", "Mail Delivery System <MAILER-DAEMON@" + host + ">");
  message += raw_field("To", "<" + what.sender.text() + ">");
  message += raw_field("Subject", std::string(words(what.outcome).subject));
  message += raw_field("MIME-Version", "1.0");
  message += raw_field("Content-Type",
                       "multipart/report; report-type=delivery-status;\r\n\tboundary=\"" + boundary + '"');
  if (returned.encoding != "7bit")
    message += raw_field("Content-Transfer-Encoding", std::string(returned.encoding));
  message += delimiter + "\r\n" + text_entity(explanation(what)).octets();
  message += delimiter + "\r\n" + raw_field("Content-Type", "message/delivery-status") + "\r\n" +
             delivery_status(what, now, host);
  message += delimiter + "\r\n" + returned.octets;
  message += delimiter + "--\r\n";
  return message;
}

}  // namespace notifyd::relay
