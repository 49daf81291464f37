// "encoded-character" (RFC 5228 section 2.4.2.4): ${hex: ...} and ${unicode: ...} in strings.

#include <optional>

#include "base/text.hpp"
#include "sieve/extension.hpp"

namespace sieve {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::optional<unsigned> hex_digit(char c) {
  if (base::text::is_digit(c)) return static_cast<unsigned>(c - '0');
  const char small = base::text::lower(c);
  if (small >= 'a' && small <= 'f') return static_cast<unsigned>(small - 'a' + 10);
  return std::nullopt;
}

/// The numbers between `${hex:` and `}`, or nothing if the sequence is not well-formed. Those that need more
/// than 32 bits count as 0xFFFFFFFF.
std::optional<std::vector<std::uint32_t>> numbers(std::string_view text, std::size_t longest) {
  std::vector<std::uint32_t> out;
  for (std::size_t i = 0; i < text.size();) {
    if (is_blank(text[i])) {
      ++i;
      continue;
    }
    std::uint64_t value = 0;
    std::size_t digits = 0;
    for (; i < text.size() && !is_blank(text[i]); ++i, ++digits) {
      const auto digit = hex_digit(text[i]);
      if (!digit) return std::nullopt;
      value = std::min<std::uint64_t>(value * 16 + *digit, 0xFFFFFFFFU);
    }
    if (digits > longest) return std::nullopt;
    out.push_back(static_cast<std::uint32_t>(value));
  }
  if (out.empty()) return std::nullopt;
  return out;
}

void append_utf8(std::string& out, std::uint32_t code) {
  const auto add = [&](std::uint32_t octet) { out += static_cast<char>(octet); };
  if (code < 0x80) return add(code);
  if (code < 0x800) {
    add(0xC0 | code >> 6);
  } else if (code < 0x10000) {
    add(0xE0 | code >> 12);
    add(0x80 | (code >> 6 & 0x3F));
  } else {
    add(0xF0 | code >> 18);
    add(0x80 | (code >> 12 & 0x3F));
    add(0x80 | (code >> 6 & 0x3F));
  }
  add(0x80 | (code & 0x3F));
}

bool is_character(std::uint32_t code) {
  return code <= 0xD7FF || (code >= 0xE000 && code <= 0x10FFFF);
}

/// The value of the sequence at the front of `text`, which starts with `${`, and its length; nothing if there
/// is none.
struct Decoded {
  std::string value;
  std::size_t length = 0;
};
std::optional<Decoded> decode(std::string_view text, Check& check, syntax::Span span) {
  constexpr std::string_view hex = "${hex:";
  constexpr std::string_view unicode = "${unicode:";
  const bool octets = base::text::starts_with_ignoring_case(text, hex);
  if (!octets && !base::text::starts_with_ignoring_case(text, unicode)) return std::nullopt;
  const std::size_t start = octets ? hex.size() : unicode.size();
  std::size_t close = start;  // the first octet that cannot belong to the sequence must be its end
  while (close < text.size() && (is_blank(text[close]) || hex_digit(text[close]))) ++close;
  if (close == text.size() || text[close] != '}') return std::nullopt;
  const auto codes = numbers(text.substr(start, close - start), octets ? 2 : std::string_view::npos);
  if (!codes) return std::nullopt;
  Decoded decoded{.length = close + 1};
  for (const auto code : *codes) {
    if (octets)
      decoded.value += static_cast<char>(code);
    else if (is_character(code))
      append_utf8(decoded.value, code);
    else
      check.error(span, "no such Unicode character in " + std::string(text.substr(0, close + 1)),
                  "0 to D7FF and E000 to 10FFFF exist");
  }
  return decoded;
}

void interpret(Check& check, Text& text) {
  if (text.constant.find("${") == std::string::npos) return;
  std::string out;
  for (std::size_t at = 0; at < text.constant.size();) {
    const auto rest = std::string_view(text.constant).substr(at);
    if (rest.starts_with("${")) {
      if (const auto decoded = decode(rest, check, text.span)) {
        out += decoded->value;
        at += decoded->length;
        continue;
      }
    }
    out += rest.front();
    ++at;
  }
  text.constant = std::move(out);
}

}  // namespace

extern const Extension encoded_character_extension{.capability = "encoded-character", .interpret = interpret};

}  // namespace sieve
