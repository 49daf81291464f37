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

namespace sieve {
namespace {

std::string field(std::string_view name, const std::string& body) {
  return std::string(name) + ": " + body + "\r\n";
}

bool is_8bit(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

/// Fits into 7-bit lines of the length that RFC 5322 section 2.1.1 allows.
bool is_plain(std::string_view text) {
  std::size_t line = 0;
  for (const char c : text) {
    line = c == '\n' ? 0 : line + 1;
    if (c == '\0' || line > 900) return false;
  }
  return !is_8bit(text);
}

std::string with_crlf(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool line_end = text[i] == '\n' || text[i] == '\r';
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
    if (line_end)
      out += "\r\n";
    else
      out += text[i];
  }
  if (!out.empty() && !out.ends_with("\r\n")) out += "\r\n";
  return out;
}

std::string base64_lines(std::string_view text) {
  constexpr std::size_t octets = 57;  // 76 characters (RFC 2045 section 6.8)
  std::string lines;
  for (std::size_t at = 0; at < text.size(); at += octets)
    lines += base::text::base64(text.substr(at, octets)) + "\r\n";
  return lines;
}

/// The header fields of a text and, behind the empty line, itself.
std::string text_part(std::string_view text) {
  const std::string type = field("Content-Type", "text/plain; charset=UTF-8");
  if (is_plain(text)) return type + field("Content-Transfer-Encoding", "7bit") + "\r\n" + std::string(text);
  return type + field("Content-Transfer-Encoding", "base64") + "\r\n" + base64_lines(text);
}

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
  if (!encoded && is_8bit(body)) out += field("Content-Transfer-Encoding", "8bit");
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
  std::string message = field("Auto-Submitted", mail.auto_submitted);
  message += field("Date", mail::date_text({.time = now}));
  message += field("Message-ID", "<" + base::random_name() + "@" + host + ">");
  message += field("From", "<" + mail.from.text() + ">");
  if (!mail.to.empty()) message += field("To", base::text::join(mail.to, ",\r\n\t"));
  if (!mail.cc.empty()) message += field("Cc", base::text::join(mail.cc, ",\r\n\t"));
  message += field("Subject", mail::encoded(mail.subject));
  for (const auto& [name, body] : mail.fields) message += field(name, mail::encoded(body));
  message += field("X-Sieve", "notifyd");
  message += field("MIME-Version", "1.0");
  return message + text_part(mail.body);
}

std::string compose(const Vacation& answer, base::Time now, const std::string& host) {
  std::string message = field("Auto-Submitted", "auto-replied");
  message += field("X-Auto-Response-Suppress", "All");
  message += field("Date", mail::date_text({.time = now}));
  message += field("Message-ID", "<" + base::random_name() + "@" + host + ">");
  message += field("From", answer.from);
  message += field("To", mailbox_text(answer.to_name, answer.recipient));
  message += field("Subject", mail::encoded(answer.subject));
  if (!answer.in_reply_to.empty()) message += field("In-Reply-To", answer.in_reply_to);
  if (!answer.references.empty())
    message += field("References", base::text::join(answer.references, "\r\n "));
  message += field("MIME-Version", "1.0");
  return message + (answer.mime ? mime_part(answer.reason) : text_part(with_crlf(answer.reason)));
}

}  // namespace sieve
