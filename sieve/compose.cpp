// Outgoing mail: the trace fields of what is redirected (RFC 5321 section 4.4), and the e-mail of a
// notification (RFC 5436 section 2.7) or of an answer (RFC 5230 section 5): Auto-Submitted above all else,
// our own Date and Message-ID.

#include "sieve/compose.hpp"

#include <string_view>

#include "base/random.hpp"
#include "base/text.hpp"
#include "mail/address.hpp"
#include "mail/date.hpp"
#include "mail/header.hpp"
#include "sieve/addresses.hpp"
#include "sieve/entity.hpp"
#include "sieve/header_text.hpp"

namespace sieve {

std::string received_field(const mail::Envelope& envelope, const std::string& host,
                           const mail::Address& recipient) {
  std::string from = envelope.client_name;
  const std::string& address = envelope.client_address;
  const bool is_v6 = address.find(':') != std::string::npos;  // RFC 5321 section 4.1.3
  if (!address.empty()) from += " ([" + std::string(is_v6 ? "IPv6:" : "") + address + "])";
  std::string field = "Received: from " + from + "\r\n\tby " + host + " (notifyd) with " + envelope.protocol +
                      " id " + envelope.id;
  if (!recipient.empty()) field += "\r\n\tfor <" + recipient.text() + ">";
  return field + "; " + mail::date_text({.time = envelope.received}) + "\r\n";
}

std::string redirect_fields(const mail::Envelope& envelope, const std::string& host,
                            const std::string& account) {
  return std::string(redirect_trace) + ": " + account + "\r\n" + received_field(envelope, host, {});
}

std::string compose(const NotificationMail& mail, base::Time now, const std::string& host) {
  std::string message = raw_field("Auto-Submitted", mail.auto_submitted);
  message += raw_field("Date", mail::date_text({.time = now}));
  message += raw_field("Message-ID", "<" + base::random_name() + "@" + host + ">");
  message += raw_field("From", "<" + mail.from.text() + ">");
  if (!mail.to.empty()) message += raw_field("To", base::text::join(mail.to, ",\r\n\t"));
  if (!mail.cc.empty()) message += raw_field("Cc", base::text::join(mail.cc, ",\r\n\t"));
  message += raw_field("Subject", mail::encoded(mail.subject));
  for (const auto& [name, body] : mail.fields) message += raw_field(name, mail::encoded(body));
  message += raw_field("X-Sieve", "notifyd");
  message += raw_field("MIME-Version", "1.0");
  return message + text_entity(mail.body).octets();
}

std::string compose(const Vacation& answer, base::Time now, const std::string& host) {
  std::string message = raw_field("Auto-Submitted", "auto-replied");
  message += raw_field("X-Auto-Response-Suppress", "All");
  message += raw_field("Date", mail::date_text({.time = now}));
  message += raw_field("Message-ID", "<" + base::random_name() + "@" + host + ">");
  message += raw_field("From", answer.from);
  // Of several authors one is the sender (RFC 5322 section 3.6.2).
  const auto authors = mail::parse_address_list(answer.from);
  if (authors.size() > 1) message += raw_field("Sender", '<' + authors.front().address.text() + '>');
  message += raw_field("To", mailbox_text(answer.to_name, answer.to));
  message += raw_field("Subject", mail::encoded(answer.subject));
  if (!answer.in_reply_to.empty()) message += raw_field("In-Reply-To", answer.in_reply_to);
  if (!answer.references.empty())
    message += raw_field("References", base::text::join(answer.references, "\r\n "));
  message += raw_field("MIME-Version", "1.0");
  const std::string reason = with_crlf(answer.reason);
  return message + (answer.mime ? mime_entity(reason) : text_entity(reason)).octets();
}

}  // namespace sieve
