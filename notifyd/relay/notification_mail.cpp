// Composes the e-mail of a Sieve notification (RFC 5436 section 2.7): Auto-Submitted above all else, our own
// Date and Message-ID.

#include "notifyd/relay/notification_mail.hpp"

#include <algorithm>
#include <string_view>

#include "base/random.hpp"
#include "base/text.hpp"
#include "mail/date.hpp"
#include "mail/header.hpp"

namespace notifyd::relay {
namespace {

std::string field(std::string_view name, const std::string& body) {
  return std::string(name) + ": " + body + "\r\n";
}

/// Fits into 7-bit lines of the length that RFC 5322 section 2.1.1 allows.
bool is_plain(std::string_view text) {
  std::size_t line = 0;
  for (const char c : text) {
    line = c == '\n' ? 0 : line + 1;
    if (static_cast<unsigned char>(c) >= 0x80 || c == '\0' || line > 900) return false;
  }
  return true;
}

std::string base64_lines(std::string_view text) {
  constexpr std::size_t octets = 57;  // 76 characters (RFC 2045 section 6.8)
  std::string lines;
  for (std::size_t at = 0; at < text.size(); at += octets)
    lines += base::text::base64(text.substr(at, octets)) + "\r\n";
  return lines;
}

}  // namespace

std::string compose(const sieve::NotificationMail& mail, base::Time now, const std::string& host) {
  std::string message = field("Auto-Submitted", mail.auto_submitted);
  message += field("Date", mail::date_text({.time = now}));
  message += field("Message-ID", "<" + base::random_name() + "@" + host + ">");
  message += field("From", "<" + mail.from.text() + ">");
  if (!mail.to.empty()) message += field("To", base::text::join(mail.to, ",\r\n\t"));
  if (!mail.cc.empty()) message += field("Cc", base::text::join(mail.cc, ",\r\n\t"));
  message += field("Subject", mail::encoded(mail.subject));
  for (const auto& [name, body] : mail.fields) message += field(name, mail::encoded(body));
  message += field("MIME-Version", "1.0");
  message += field("Content-Type", "text/plain; charset=UTF-8");
  if (is_plain(mail.body)) return message + field("Content-Transfer-Encoding", "7bit") + "\r\n" + mail.body;
  return message + field("Content-Transfer-Encoding", "base64") + "\r\n" + base64_lines(mail.body);
}

}  // namespace notifyd::relay
