// Composes non-delivery reports: multipart/report (RFC 3462) with message/delivery-status (RFC 3464).

#include "notifyd/relay/bounce.hpp"

#include <algorithm>

#include "base/random.hpp"
#include "base/text.hpp"
#include "mail/date.hpp"
#include "mail/header.hpp"
#include "sieve/entity.hpp"
#include "sieve/header_text.hpp"

namespace notifyd::relay {
namespace {

using sieve::raw_field;
using sieve::text_entity;

constexpr std::size_t most_header_octets = 32'768;
constexpr std::size_t most_reason_octets = 900;

/// What the server said, on one line of printable ASCII.
std::string reason(const client::SmtpResult& result) {
  std::string text = result.reason.substr(0, most_reason_octets);
  for (char& c : text)
    if (c < 32 || c > 126) c = c == '\n' || c == '\r' || c == '\t' ? ' ' : '?';
  return text;
}

bool is_status(std::string_view word) {
  return word.size() >= 5 && (word[0] == '4' || word[0] == '5') && word[1] == '.' &&
         std::ranges::count(word, '.') == 2 && !word.ends_with('.') &&
         std::ranges::all_of(word, [](char c) { return base::text::is_digit(c) || c == '.'; });
}

/// The enhanced code (RFC 3463) of the reply, else what can be said without one.
std::string status(const Failure& failure) {
  if (failure.expired) return "4.4.7";
  for (const auto word : base::text::split(failure.result.reason, ' '))
    if (is_status(word)) return std::string(word);
  return "5.0.0";
}

std::string explanation(const Failure& failure) {
  const std::string to = failure.mail.recipient.text();
  std::string text = "Your message could not be delivered to <" + to + ">";
  if (failure.mail.cause == "redirect") text += ", to whom its recipient passes mail on";
  text += ".\r\n\r\n";
  text +=
      failure.expired ? "It was tried for days. The last answer was:\r\n" : "The next mail server said:\r\n";
  return text + "\r\n    " + reason(failure.result) + "\r\n\r\nIt will not be tried again.\r\n";
}

std::string delivery_status(const Failure& failure, base::Time now, const std::string& host) {
  std::string text = raw_field("Reporting-MTA", "dns; " + host);
  text += raw_field("Arrival-Date", mail::date_text({.time = failure.created})) + "\r\n";
  text += raw_field("Final-Recipient", "rfc822; " + failure.mail.recipient.text());
  text += raw_field("Action", "failed");
  text += raw_field("Status", status(failure));
  if (failure.result.code != 0) text += raw_field("Diagnostic-Code", "smtp; " + reason(failure.result));
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

}  // namespace

store::MailItem bounce(const Failure& failure, base::Time now, const std::string& host) {
  const std::string boundary = base::random_name() + "/" + base::random_name();
  const std::string delimiter = "\r\n--" + boundary;
  std::string message = raw_field("Auto-Submitted", "auto-replied");
  message += raw_field("Date", mail::date_text({.time = now}));
  message += raw_field("Message-ID", "<" + base::random_name() + "@" + host + ">");
  message += raw_field("From", "Mail Delivery System <MAILER-DAEMON@" + host + ">");
  message += raw_field("To", "<" + failure.mail.sender.text() + ">");
  message += raw_field("Subject", "Undelivered mail returned to sender");
  message += raw_field("MIME-Version", "1.0");
  message += raw_field("Content-Type",
                       "multipart/report; report-type=delivery-status;\r\n\tboundary=\"" + boundary + '"');
  message += delimiter + "\r\n" + text_entity(explanation(failure)).octets();
  message += delimiter + "\r\n" + raw_field("Content-Type", "message/delivery-status") + "\r\n" +
             delivery_status(failure, now, host);
  message += delimiter + "\r\n" + text_entity(header_of(failure.octets), "text/rfc822-headers").octets();
  message += delimiter + "--\r\n";
  return {.sender = {},
          .recipient = failure.mail.sender,
          .body = {},
          .prefix = std::move(message),
          .cause = "bounce",
          .log_id = failure.mail.log_id};
}

}  // namespace notifyd::relay
