// MIME entities made of what a script gives (RFC 2045 section 2.4).

#include "sieve/entity.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "mail/header.hpp"
#include "mail/media_type.hpp"

namespace sieve {
namespace {

constexpr std::size_t longest_line = 998 + 1;  // octets, with its CR (RFC 5322 section 2.1.1)

bool is_8bit(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

std::string base64_lines(std::string_view text) {
  constexpr std::size_t octets = 57;  // 76 characters (RFC 2045 section 6.8)
  std::string lines;
  for (std::size_t at = 0; at < text.size(); at += octets)
    lines += base::text::base64(text.substr(at, octets)) + "\r\n";
  return lines;
}

/// No transformation of the octets (RFC 2045 section 6.2).
bool is_identity(std::string_view encoding) {
  return encoding.empty() || encoding == "7bit" || encoding == "8bit" || encoding == "binary";
}

}  // namespace

std::string Entity::octets() const {
  std::string out = fields;
  if (!encoding.empty()) out += "Content-Transfer-Encoding: " + encoding + "\r\n";
  return out + "\r\n" + body;
}

std::string crlf_lines(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool line_end = text[i] == '\n' || text[i] == '\r';
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
    if (line_end)
      out += "\r\n";
    else
      out += text[i];
  }
  return out;
}

std::string with_crlf(std::string_view text) {
  std::string out = crlf_lines(text);
  if (!out.empty() && !out.ends_with("\r\n")) out += "\r\n";
  return out;
}

Entity text_entity(std::string_view text, std::string_view type) {
  Entity made{.fields = "Content-Type: " + std::string(type) + "; charset=UTF-8\r\n",
              .encoding = "7bit",
              .body = std::string(text)};
  if (encoding_needed(text) != "7bit") encode(made);
  return made;
}

Entity mime_entity(std::string_view written) {
  const std::string octets = crlf_lines(written);
  const mail::Header header(octets);
  Entity made{.body = octets.substr(header.size())};
  for (const mail::Field& field : header.fields()) {
    if (!base::text::starts_with_ignoring_case(field.name, "Content-")) continue;
    if (base::text::same_ignoring_case(field.name, "Content-Transfer-Encoding")) {
      made.encoding = mail::parse_parameterised(field.body).value;
      continue;
    }
    made.fields += octets.substr(field.begin, field.end - field.begin);
    if (!made.fields.ends_with("\r\n")) made.fields += "\r\n";
  }
  if (const mail::Field* field = header.find("Content-Type")) {
    const auto type = mail::parse_media_type(field->body);
    made.is_composite = type && (type->type == "multipart" || type->type == "message");
  }
  const auto needed = encoding_needed(made.body);
  if (is_identity(made.encoding) && needed != "7bit") {
    made.encoding = needed;
    if (needed == "binary") encode(made);
  }
  return made;
}

std::string_view entity_fault(std::string_view written) {
  const auto header = written.substr(0, mail::Header(written).size());
  const bool is_text = std::ranges::all_of(
      header, [](char c) { return (c >= ' ' && c < '\x7F') || c == '\t' || c == '\r' || c == '\n'; });
  return is_text ? "" : "the header of a MIME entity must be ASCII text";
}

void encode(Entity& entity) {
  if (entity.is_composite || !is_identity(entity.encoding)) return;
  entity.body = base64_lines(entity.body);
  entity.encoding = "base64";
}

std::string_view encoding_needed(std::string_view octets) {
  std::size_t line = 0;
  for (const char c : octets) {
    line = c == '\n' ? 0 : line + 1;
    if (c == '\0' || line > longest_line) return "binary";
  }
  return is_8bit(octets) ? "8bit" : "7bit";
}

}  // namespace sieve
