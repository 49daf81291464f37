// Outgoing mail: the trace fields of what is redirected (RFC 5321 section 4.4), and the e-mail of a
// notification (RFC 5436 section 2.7) or of an answer (RFC 5230 section 5): Auto-Submitted above all else,
// our own Date and Message-ID.

#include "sieve/compose.hpp"

#include <algorithm>
#include <string_view>

#include "base/random.hpp"
#include "base/text.hpp"
#include "mail/date.hpp"
#include "mail/header.hpp"
#include "sieve/addresses.hpp"
#include "sieve/mime_text.hpp"

namespace sieve {
namespace {

/// Only fields about the content come from the script: no Bcc, no second From.
std::string mime_part(std::string_view reason) {
  const std::string entity = with_crlf(reason);
  const mail::Header header(entity);
  std::string out;
  bool encoded = false;
  for (const mail::Field& one : header.fields()) {
    if (!base::text::starts_with_ignoring_case(one.name, "Content-")) continue;
    encoded = encoded || base::text::same_ignoring_case(one.name, "Content-Transfer-Encoding");
    out += entity.substr(one.begin, one.end - one.begin);
  }
  const std::string body = entity.substr(header.size());
  if (!encoded && is_8bit(body)) out += header_field("Content-Transfer-Encoding", "8bit");
  return out + "\r\n" + body;
}

}  // namespace

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
  std::string message = header_field("Auto-Submitted", mail.auto_submitted);
  message += header_field("Date", mail::date_text({.time = now}));
  message += header_field("Message-ID", "<" + base::random_name() + "@" + host + ">");
  message += header_field("From", "<" + mail.from.text() + ">");
  if (!mail.to.empty()) message += header_field("To", base::text::join(mail.to, ",\r\n\t"));
  if (!mail.cc.empty()) message += header_field("Cc", base::text::join(mail.cc, ",\r\n\t"));
  message += header_field("Subject", mail::encoded(mail.subject));
  for (const auto& [name, body] : mail.fields) message += header_field(name, mail::encoded(body));
  message += header_field("X-Sieve", "notifyd");
  message += header_field("MIME-Version", "1.0");
  return message + text_part("text/plain", mail.body);
}

std::string compose(const Vacation& answer, base::Time now, const std::string& host) {
  std::string message = header_field("Auto-Submitted", "auto-replied");
  message += header_field("X-Auto-Response-Suppress", "All");
  message += header_field("Date", mail::date_text({.time = now}));
  message += header_field("Message-ID", "<" + base::random_name() + "@" + host + ">");
  message += header_field("From", answer.from);
  message += header_field("To", mailbox_text(answer.to_name, answer.recipient));
  message += header_field("Subject", mail::encoded(answer.subject));
  if (!answer.in_reply_to.empty()) message += header_field("In-Reply-To", answer.in_reply_to);
  if (!answer.references.empty())
    message += header_field("References", base::text::join(answer.references, "\r\n "));
  message += header_field("MIME-Version", "1.0");
  return message +
         (answer.mime ? mime_part(answer.reason) : text_part("text/plain", with_crlf(answer.reason)));
}

}  // namespace sieve
