// Composes reports: multipart/report (RFC 3462) with message/delivery-status (RFC 3464).

#include "notifyd/relay/report.hpp"

#include <algorithm>

#include "base/random.hpp"
#include "base/text.hpp"
#include "mail/date.hpp"
#include "mail/header.hpp"
#include "sieve/entity.hpp"
#include "sieve/header_text.hpp"
#include "wire/smtp/parameters.hpp"

namespace notifyd::relay {
namespace {

using sieve::raw_field;
using sieve::text_entity;

constexpr std::size_t most_header_octets = 32'768;
constexpr std::size_t most_answer_octets = 900;
constexpr std::size_t most_whole_octets = 262'144;  // RFC 3461 section 6.2 leaves the limit to us

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
  for (const auto word : base::text::split(what.answer, ' '))
    if (is_status(word)) return std::string(word);
  return "5.0.0";
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
      return {"delayed", "Delayed mail (still being tried)", "has not arrived in time at",
              "It will still be tried.\r\n"};
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
  return text + std::string(say.end);
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

std::string delivery_status(const Report& what, base::Time now, const std::string& host) {
  std::string text = original_envelope(what.terms) + raw_field("Reporting-MTA", "dns; " + host);
  text += raw_field("Arrival-Date", mail::date_text({.time = what.arrived})) + "\r\n";
  text += original_recipient(what.terms);
  text += raw_field("Final-Recipient", "rfc822; " + what.recipient.text());
  text += raw_field("Action", std::string(words(what.outcome).action));
  text += raw_field("Status", status(what));
  if (!what.next_host.empty()) {
    text += raw_field("Remote-MTA", "dns; " + what.next_host);
    text += raw_field("Diagnostic-Code", "smtp; " + printable(what.answer));
  }
  return text + raw_field("Last-Attempt-Date", mail::date_text({.time = now}));
}

std::string header_of(std::string_view octets) {
  std::string header;
  const mail::Header fields(octets);
  for (const mail::Field& field : fields.fields()) {
    if (header.size() + (field.end - field.begin) > most_header_octets) break;
    header += octets.substr(field.begin, field.end - field.begin);
  }
  return sieve::with_crlf(header);
}

/// RET is about failures alone (RFC 3461 section 4.3).
bool gives_back_all(const Report& what) {
  return what.outcome == Outcome::failed && what.whole && what.octets.size() <= most_whole_octets &&
         base::text::same_ignoring_case(what.terms.ret, "FULL");
}

std::string returned(const Report& what) {
  if (!gives_back_all(what)) return text_entity(header_of(what.octets), "text/rfc822-headers").octets();
  const std::string octets = sieve::with_crlf(what.octets);
  std::string fields = raw_field("Content-Type", "message/rfc822");
  if (const auto needed = sieve::encoding_needed(octets); needed != "7bit")
    fields += raw_field("Content-Transfer-Encoding", std::string(needed));
  return fields + "\r\n" + octets;
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
  std::string message = raw_field("Auto-Submitted", "auto-replied");
  message += raw_field("Date", mail::date_text({.time = now}));
  message += raw_field("Message-ID", "<" + base::random_name() + "@" + host + ">");
  message += raw_field("From", "Mail Delivery System <MAILER-DAEMON@" + host + ">");
  message += raw_field("To", "<" + what.sender.text() + ">");
  message += raw_field("Subject", std::string(words(what.outcome).subject));
  message += raw_field("MIME-Version", "1.0");
  message += raw_field("Content-Type",
                       "multipart/report; report-type=delivery-status;\r\n\tboundary=\"" + boundary + '"');
  message += delimiter + "\r\n" + text_entity(explanation(what)).octets();
  message += delimiter + "\r\n" + raw_field("Content-Type", "message/delivery-status") + "\r\n" +
             delivery_status(what, now, host);
  message += delimiter + "\r\n" + returned(what);
  message += delimiter + "--\r\n";
  return message;
}

}  // namespace notifyd::relay
