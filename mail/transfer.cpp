// Content transfer encodings (RFC 2045 section 6), decoded leniently.

#include "mail/transfer.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "base/text.hpp"
#include "mail/lines.hpp"
#include "mail/mime.hpp"

namespace mail {
namespace {

constexpr std::uint8_t outside = 64;

constexpr std::array<std::uint8_t, 256> base64_values() {
  std::array<std::uint8_t, 256> values{};
  values.fill(outside);
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < alphabet.size(); ++i)
    values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  return values;
}

std::optional<unsigned> hex_digit(char c) {
  if (base::text::is_digit(c)) return static_cast<unsigned>(c - '0');
  const char low = base::text::lower(c);
  if (low >= 'a' && low <= 'f') return static_cast<unsigned>(low - 'a' + 10);
  return std::nullopt;
}

/// Appends `text` with its =XX undone.
void add_unescaped(std::string& out, std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '=' && at + 2 < text.size()) {
      const auto high = hex_digit(text[at + 1]);
      const auto low = hex_digit(text[at + 2]);
      if (high && low) {
        out += static_cast<char>(*high * 16 + *low);
        at += 2;
        continue;
      }
    }
    out += text[at];
  }
}

}  // namespace

std::string decode_base64(std::string_view body) {
  static constexpr auto values = base64_values();
  std::string out;
  out.reserve(body.size() / 4 * 3 + 3);
  std::uint32_t bits = 0;
  unsigned count = 0;  // sextets in `bits`
  const auto flush = [&] {
    if (count >= 2) out += static_cast<char>(bits >> (6 * count - 8) & 0xFF);
    if (count == 3) out += static_cast<char>(bits >> 2 & 0xFF);
    bits = count = 0;
  };
  for (const char c : body) {
    const auto value = values[static_cast<unsigned char>(c)];
    if (c == '=') flush();
    if (value == outside) continue;
    bits = bits << 6 | value;
    if (++count < 4) continue;
    out += static_cast<char>(bits >> 16 & 0xFF);
    out += static_cast<char>(bits >> 8 & 0xFF);
    out += static_cast<char>(bits & 0xFF);
    bits = count = 0;
  }
  flush();
  return out;
}

std::string decode_quoted_printable(std::string_view body) {
  std::string out;
  out.reserve(body.size());
  for (std::size_t at = 0; at < body.size();) {
    const auto line = line_at(body, at);
    const bool has_end = line.end > line.begin + line.text.size();
    // Section 6.7 rule 3: white space at the end of a line was added on the way.
    const auto text = line.text.substr(0, line.text.find_last_not_of(" \t") + 1);
    if (text.ends_with('=')) {
      add_unescaped(out, text.substr(0, text.size() - 1));  // a soft line break
    } else {
      add_unescaped(out, text);
      if (has_end)
        out += body.substr(line.begin + line.text.size(), line.end - line.begin - line.text.size());
    }
    at = line.end;
  }
  return out;
}

std::string decode_q(std::string_view text) {
  std::string spaced(text);
  std::ranges::replace(spaced, '_', ' ');
  std::string out;
  out.reserve(spaced.size());
  add_unescaped(out, spaced);
  return out;
}

std::string decode_transfer(std::string_view body, std::string_view encoding) {
  const auto name = base::text::trimmed(encoding);
  if (base::text::same_ignoring_case(name, "base64")) return decode_base64(body);
  if (base::text::same_ignoring_case(name, "quoted-printable")) return decode_quoted_printable(body);
  return std::string(body);
}

std::size_t line_count(std::string_view body) {
  return static_cast<std::size_t>(std::ranges::count(body, '\n'));
}

}  // namespace mail
