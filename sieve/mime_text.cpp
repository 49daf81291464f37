// Header fields, and text as a MIME part (RFC 5322 section 2.1.1, RFC 2045).

#include "sieve/mime_text.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace sieve {
namespace {

/// Fits into 7-bit lines of the length that RFC 5322 section 2.1.1 allows.
bool is_plain(std::string_view text) {
  std::size_t line = 0;
  for (const char c : text) {
    line = c == '\n' ? 0 : line + 1;
    if (c == '\0' || line > 900) return false;
  }
  return !is_8bit(text);
}

std::string base64_lines(std::string_view text) {
  constexpr std::size_t octets = 57;  // 76 characters (RFC 2045 section 6.8)
  std::string lines;
  for (std::size_t at = 0; at < text.size(); at += octets)
    lines += base::text::base64(text.substr(at, octets)) + "\r\n";
  return lines;
}

}  // namespace

std::string header_field(std::string_view name, const std::string& body) {
  return std::string(name) + ": " + body + "\r\n";
}

bool is_8bit(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
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

std::string text_part(std::string_view type, std::string_view text) {
  const std::string content = header_field("Content-Type", std::string(type) + "; charset=UTF-8");
  if (is_plain(text))
    return content + header_field("Content-Transfer-Encoding", "7bit") + "\r\n" + std::string(text);
  return content + header_field("Content-Transfer-Encoding", "base64") + "\r\n" + base64_lines(text);
}

}  // namespace sieve
