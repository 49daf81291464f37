// A report in the abuse reporting format (RFC 5965).

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

std::string feedback(const AbuseReport& report, const mail::Envelope& envelope,
                     const mail::Address& recipient, const std::string& host) {
  std::string fields = raw_field("Feedback-Type", report.feedback_type);
  fields += raw_field("User-Agent", "notifyd");
  fields += raw_field("Version", "1");
  fields += raw_field("Original-Mail-From", "<" + envelope.sender.text() + ">");
  fields += raw_field("Original-Rcpt-To", "<" + recipient.text() + ">");
  fields += raw_field("Arrival-Date", mail::date_text({.time = envelope.received}));
  return fields + raw_field("Reporting-MTA", "dns; " + host);
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
