// Values of the parameters of MAIL and RCPT (RFC 1870, RFC 2852, RFC 3030, RFC 3461, RFC 6152).

#include "wire/smtp/parameters.hpp"

#include <algorithm>
#include <vector>

#include "base/text.hpp"

namespace wire::smtp {
namespace {

constexpr std::size_t most_by_digits = 9;
constexpr std::int64_t most_by_seconds = 999'999'999;

base::Error refuse(const char* why) {
  return base::fail(base::Errc::syntax, why);
}

bool is_printable(std::string_view text) {
  return std::ranges::all_of(text,
                             [](char c) { return static_cast<unsigned char>(c) >= ' ' && c != '\x7F'; });
}

/// xchar of RFC 3461 section 4.
bool is_xchar(char c) {
  return c > ' ' && c < '\x7F' && c != '+' && c != '=';
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

base::Result<base::ByteCount> parse_size(std::string_view value) {
  const auto size = value.size() <= 20 ? base::text::number(value) : std::nullopt;
  if (!size) return refuse("SIZE takes a number of octets");
  return *size;
}

base::Result<BodyType> parse_body_type(std::string_view value) {
  for (const auto type : {BodyType::seven_bit, BodyType::eight_bit_mime, BodyType::binary_mime})
    if (base::text::same_ignoring_case(value, text(type))) return type;
  return refuse("BODY takes 7BIT, 8BITMIME or BINARYMIME");
}

std::string_view text(BodyType type) {
  switch (type) {
    case BodyType::eight_bit_mime:
      return "8BITMIME";
    case BodyType::binary_mime:
      return "BINARYMIME";
    case BodyType::seven_bit:
      break;
  }
  return "7BIT";
}

base::Result<Notify> parse_notify(std::string_view value) {
  if (base::text::same_ignoring_case(value, "NEVER")) return Notify{};
  Notify notify;
  for (const auto word : base::text::split(value, ',')) {
    if (base::text::same_ignoring_case(word, "SUCCESS")) {
      notify.success = true;
    } else if (base::text::same_ignoring_case(word, "FAILURE")) {
      notify.failure = true;
    } else if (base::text::same_ignoring_case(word, "DELAY")) {
      notify.delay = true;
    } else {
      return refuse("NOTIFY takes NEVER, or a list of SUCCESS, FAILURE and DELAY");
    }
  }
  return notify;
}

std::string text(const Notify& notify) {
  std::vector<std::string> words;
  if (notify.success) words.emplace_back("SUCCESS");
  if (notify.failure) words.emplace_back("FAILURE");
  if (notify.delay) words.emplace_back("DELAY");
  return words.empty() ? "NEVER" : base::text::join(words, ",");
}

base::Result<OriginalRecipient> parse_orcpt(std::string_view value) {
  const auto semicolon = value.find(';');
  if (value.size() > 500 || semicolon == std::string_view::npos || semicolon == 0)
    return refuse("ORCPT takes type;address");
  auto address = decode_xtext(value.substr(semicolon + 1));
  const bool utf8 =
      base::text::same_ignoring_case(value.substr(0, semicolon), "utf-8");  // RFC 6533 section 3
  if (!address || address->empty() || !is_printable(*address) || (!utf8 && !is_ascii(*address)))
    return refuse("ORCPT takes type;address in xtext");
  return OriginalRecipient{.type = std::string(value.substr(0, semicolon)), .address = std::move(*address)};
}

base::Result<Return> parse_ret(std::string_view value) {
  if (base::text::same_ignoring_case(value, "FULL")) return Return::full;
  if (base::text::same_ignoring_case(value, "HDRS")) return Return::headers;
  return refuse("RET takes FULL or HDRS");
}

base::Result<std::string> parse_envid(std::string_view value) {
  auto identifier = value.size() <= 100 ? decode_xtext(value) : refuse("");
  if (!identifier || !is_printable(*identifier) || !is_ascii(*identifier))
    return refuse("ENVID takes xtext of at most 100 characters");
  return identifier;
}

base::Result<By> parse_by(std::string_view value) {
  const auto semicolon = value.find(';');
  const std::string_view mode = value.substr(std::min(semicolon, value.size()));
  std::string_view time = value.substr(0, semicolon);
  const bool negative = time.starts_with('-');
  if (negative || time.starts_with('+')) time.remove_prefix(1);
  const auto seconds = time.size() <= most_by_digits ? base::text::number(time) : std::nullopt;
  const bool returns = base::text::starts_with_ignoring_case(mode, ";R");
  const bool known = returns || base::text::starts_with_ignoring_case(mode, ";N");
  const bool traced = mode.size() == 3 && base::text::lower(mode[2]) == 't';
  if (!seconds || !known || (mode.size() != 2 && !traced))
    return refuse("BY takes seconds;N or seconds;R, and T behind it");
  const auto left = static_cast<std::int64_t>(*seconds);
  if (returns && (negative || left == 0)) return refuse("BY with R takes more than no seconds");
  return By{.seconds = negative ? -left : left, .returns = returns, .traced = traced};
}

std::string text(const By& by) {
  const std::int64_t seconds = std::clamp(by.seconds, -most_by_seconds, most_by_seconds);
  return std::to_string(seconds) + (by.returns ? ";R" : ";N") + (by.traced ? "T" : "");
}

base::Result<std::string> decode_xtext(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (is_xchar(text[at]) ||
        static_cast<unsigned char>(text[at]) >= 0x80) {  // UTF-8 comes by RFC 6531 section 3.3
      out += text[at];
      continue;
    }
    const auto octet = text[at] == '+' ? base::text::from_hex(text.substr(at + 1, 2)) : std::nullopt;
    if (!octet || octet->size() != 1) return refuse("malformed xtext");
    out += *octet;
    at += 2;
  }
  return out;
}

}  // namespace wire::smtp
