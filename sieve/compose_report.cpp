// A report in the abuse reporting format (RFC 5965).

#include <algorithm>

#include "base/random.hpp"
#include "mail/date.hpp"
#include "mail/header.hpp"
#include "sieve/addresses.hpp"
#include "sieve/compose.hpp"
#include "sieve/entity.hpp"
#include "sieve/header_text.hpp"
#include "sieve/message_part.hpp"

namespace sieve {
namespace {

/// A field of the part message/feedback-report, which is 7bit (RFC 5965). Its addresses are those
/// of RFC 5321, and have no type that RFC 6533 could encode: what is not printable ASCII is left out, as it
/// may be.
std::string feedback_field(std::string_view name, const std::string& value) {
  const bool printable = std::ranges::all_of(value, [](char c) { return c >= ' ' && c < '\x7F'; });
  return printable ? raw_field(name, value) : "";
}

std::string feedback(const AbuseReport& report, const mail::Envelope& envelope,
                     const mail::Address& recipient, const std::string& host) {
  std::string fields = feedback_field("Feedback-Type", report.feedback_type);
  fields += feedback_field("User-Agent", "notifyd");
  fields += feedback_field("Version", "1");
  fields += feedback_field("Original-Mail-From", "<" + envelope.sender.text() + ">");
  fields += feedback_field("Original-Rcpt-To", "<" + recipient.text() + ">");
  fields += feedback_field("Arrival-Date", mail::date_text({.time = envelope.received}));
  return fields + feedback_field("Reporting-MTA", "dns; " + host);
}

}  // namespace

std::string compose(const AbuseReport& report, const ReportFrom& from, const mail::Envelope& envelope,
                    const mail::Message& original, base::Time now, const std::string& host) {
  const mail::Field* subject = original.header().find("Subject");
  const std::string about = subject == nullptr ? std::string() : one_line(mail::decoded(subject->body));
  const std::string boundary = base::random_name() + "/" + base::random_name();
  std::string message = raw_field("Auto-Submitted", "auto-generated (report)");
  message += raw_field("Date", mail::date_text({.time = now}));
  message += raw_field("Message-ID", "<" + base::random_name() + "@" + host + ">");
  message += raw_field("From", "<" + from.author.text() + ">");
  message += raw_field("To", "<" + report.recipient.text() + ">");
  message +=
      raw_field("Subject", mail::encoded("Report: " + (about.empty() ? "(message without subject)" : about)));
  message += raw_field("MIME-Version", "1.0");
  message += raw_field("Content-Type",
                       "multipart/report; report-type=feedback-report;\r\n\tboundary=\"" + boundary + '"');
  const MessagePart reported = message_part(original.octets(), report.headers_only);
  if (reported.encoding != "7bit")
    message += raw_field("Content-Transfer-Encoding", std::string(reported.encoding));
  const std::string delimiter = "\r\n--" + boundary;
  message += delimiter + "\r\n" + text_entity(with_crlf(report.text)).octets();
  message += delimiter + "\r\n" + raw_field("Content-Type", "message/feedback-report") + "\r\n" +
             feedback(report, envelope, from.owner, host);
  message += delimiter + "\r\n" + reported.octets;
  return message + delimiter + "--\r\n";
}

}  // namespace sieve
