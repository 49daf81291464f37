// BODY and BODYSTRUCTURE (RFC 3501 section 7.4.2).

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "wire/imap/write.hpp"

namespace wire::imap {
namespace {

std::string field_or_nil(const mail::Header& header, std::string_view name) {
  const auto* field = header.find(name);
  const auto text = field ? mail::unfolded(field->body) : std::string();
  return text.empty() ? "NIL" : string_of(text);
}

/// A value beyond ASCII goes as RFC 2231 section 4 writes it in the header, so that the response stays 7-bit.
std::string parameter(const mail::Parameter& parameter) {
  const auto& value = parameter.value;
  if (std::ranges::all_of(value, [](char c) { return static_cast<unsigned char>(c) < 0x80; }))
    return string_of(parameter.name) + " " + string_of(value);
  std::string encoded = "utf-8''";
  for (const char c : value) {
    if (base::text::is_alpha(c) || base::text::is_digit(c) || c == '.' || c == '-' || c == '_')
      encoded += c;
    else
      encoded += '%' + base::text::uppered(base::text::hex(std::string_view(&c, 1)));
  }
  return string_of(parameter.name + "*") + " " + string_of(encoded);
}

std::string parameters(const std::vector<mail::Parameter>& list) {
  std::string out;
  for (const auto& entry : list) out += (out.empty() ? "(" : " ") + parameter(entry);
  return out.empty() ? "NIL" : out + ")";
}

std::string disposition(const mail::Part& part) {
  if (part.disposition.empty()) return "NIL";
  return "(" + string_of(part.disposition) + " " + parameters(part.disposition_parameters) + ")";
}

/// Content-Language (RFC 3282): one tag as a string, several as a list.
std::string language(const mail::Header& header) {
  const auto* field = header.find("Content-Language");
  if (!field) return "NIL";
  const auto tags_text = mail::unfolded(field->body);
  std::string out;
  for (const auto tag : base::text::split(tags_text, ',')) {
    const auto trimmed = base::text::trimmed(tag);
    if (!trimmed.empty()) out += (out.empty() ? "" : " ") + string_of(trimmed);
  }
  return out.empty() ? "NIL" : "(" + out + ")";
}

std::string extension_fields(const mail::Part& part, const mail::Header& header) {
  return " " + disposition(part) + " " + language(header) + " " + field_or_nil(header, "Content-Location");
}

/// The message inside a message/rfc822 part; one that was left opaque (nested too deep) shows as plain text.
mail::Part inner_message(const mail::Part& part, std::string_view message) {
  if (!part.parts.empty()) return part.parts.front();
  const mail::Header header(part.body(message));
  mail::Part inner;
  inner.begin = part.body_begin;
  inner.body_begin = std::min(part.body_begin + header.size(), part.end);
  inner.end = part.end;
  return inner;
}

std::string multipart(const mail::Part& part, std::string_view message, bool extended) {
  std::string out = "(";
  for (const auto& inner : part.parts) out += body_structure(inner, message, extended);
  // The grammar wants at least one part.
  if (part.parts.empty()) out += R"(("text" "plain" NIL NIL NIL "7bit" 0 0))";
  out += " " + string_of(part.type.subtype);
  if (extended) {
    const mail::Header header(part.header(message));
    out += " " + parameters(part.type.parameters) + extension_fields(part, header);
  }
  return out + ")";
}

}  // namespace

std::string body_structure(const mail::Part& part, std::string_view message, bool extended) {
  if (part.is_multipart()) return multipart(part, message, extended);
  const mail::Header header(part.header(message));
  std::string out = "(" + string_of(part.type.type) + " " + string_of(part.type.subtype) + " " +
                    parameters(part.type.parameters) + " " + field_or_nil(header, "Content-ID") + " " +
                    field_or_nil(header, "Content-Description") + " " + string_of(part.encoding) + " " +
                    std::to_string(part.end - part.body_begin);
  const auto lines = [&] { return " " + std::to_string(mail::line_count(part.body(message))); };
  // message/global stays a basic part: RFC 3501 knows no envelope for it.
  if (part.type.type == "message" && part.type.subtype == "rfc822") {
    const auto inner = inner_message(part, message);
    out += " " + envelope(mail::Header(inner.header(message))) + " " +
           body_structure(inner, message, extended) + lines();
  } else if (part.type.type == "text") {
    out += lines();
  }
  if (extended) out += " " + field_or_nil(header, "Content-MD5") + extension_fields(part, header);
  return out + ")";
}

}  // namespace wire::imap
