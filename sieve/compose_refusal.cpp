// What a sender hears of a refusal (RFC 5429): the lines of a reply, or a message disposition notification.

#include <algorithm>

#include "base/random.hpp"
#include "base/text.hpp"
#include "mail/date.hpp"
#include "mail/header.hpp"
#include "sieve/addresses.hpp"
#include "sieve/compose.hpp"
#include "sieve/entity.hpp"
#include "sieve/header_text.hpp"
#include "sieve/message_part.hpp"

namespace sieve {
namespace {

constexpr std::size_t most_lines = 20;
constexpr std::size_t most_octets = 2000;  // a longer reply is cut by the mail servers on its way
constexpr std::string_view nothing_said =
    "The message was refused by the recipient's mail filtering program.";

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80 && c != '\0'; });
}

/// Lines without their ends, and without empty ones at the end.
std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  const std::string whole = with_crlf(text);
  for (std::size_t at = 0; at < whole.size();) {
    const auto end = whole.find("\r\n", at);
    lines.push_back(whole.substr(at, end - at));
    at = end + 2;
  }
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

/// Leaves so much of it as fits; what was cut ends in three dots.
void cut(std::vector<std::string>& lines) {
  if (lines.size() > most_lines) {
    lines.resize(most_lines);
    lines.back() = "...";
  }
  std::size_t room = most_octets;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].size() > room) {
      lines[i] = lines[i].substr(0, room) + "...";
      lines.resize(i + 1);
    } else {
      room -= lines[i].size();
    }
  }
}

std::string dispositions(const Reject& refusal, const mail::Message& original, const std::string& host) {
  std::string fields = raw_field("Reporting-UA", host + "; notifyd");
  fields += raw_field("Final-Recipient", "rfc822; " + refusal.recipient.text());
  if (const mail::Field* id = original.header().find("Message-ID"))
    if (const std::string body = mail::unfolded(id->body); is_ascii(body) && body.size() < 900)
      fields += raw_field("Original-Message-ID", body);
  return fields + raw_field("Disposition", "automatic-action/MDN-sent-automatically; deleted");
}

}  // namespace

std::vector<std::string> reply_lines(const Reject& refusal) {
  std::vector<std::string> lines = lines_of(refusal.reason);
  std::size_t octets = 0;
  for (const std::string& line : lines) octets += line.size();
  const bool fits = is_ascii(refusal.reason) && lines.size() <= most_lines && octets <= most_octets;
  if (!refusal.by_protocol && !fits) return {};
  if (lines.empty() || !is_ascii(refusal.reason)) return {std::string(nothing_said)};
  if (!fits) cut(lines);
  return lines;
}

std::string compose(const Reject& refusal, const mail::Message& original, const std::string& from,
                    base::Time now, const std::string& host) {
  const mail::Field* subject = original.header().find("Subject");
  const std::string about = subject == nullptr ? std::string() : one_line(mail::decoded(subject->body));
  const std::string boundary = base::random_name() + "/" + base::random_name();
  std::string message = raw_field("Auto-Submitted", "auto-replied");
  message += raw_field("Date", mail::date_text({.time = now}));
  message += raw_field("Message-ID", "<" + base::random_name() + "@" + host + ">");
  message += raw_field("From", from);
  message += raw_field("To", "<" + refusal.sender.text() + ">");
  message += raw_field("Subject", mail::encoded(about.empty() ? "Message refused" : "Refused: " + about));
  message += raw_field("MIME-Version", "1.0");
  message +=
      raw_field("Content-Type",
                "multipart/report; report-type=disposition-notification;\r\n\tboundary=\"" + boundary + '"');
  const std::string delimiter = "\r\n--" + boundary;
  message += delimiter + "\r\n" +
             text_entity(std::string(nothing_said) + "\r\nThe reason given was as follows:\r\n\r\n" +
                         with_crlf(refusal.reason))
                 .octets();
  message += delimiter + "\r\n" + raw_field("Content-Type", "message/disposition-notification") + "\r\n" +
             dispositions(refusal, original, host);
  message += delimiter + "\r\n" + message_part(original.octets(), true).octets;
  return message + delimiter + "--\r\n";
}

}  // namespace sieve
