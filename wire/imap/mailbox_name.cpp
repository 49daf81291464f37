// Modified UTF-7 (RFC 3501 section 5.1.3, on RFC 2152) and LIST wildcards (RFC 3501 section 6.3.8).

#include "wire/imap/mailbox_name.hpp"

#include <cstdint>
#include <optional>
#include <vector>

#include "base/text.hpp"

namespace wire::imap {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,";

void add_utf8(std::string& to, std::uint32_t c) {
  const auto put = [&](std::uint32_t octet) { to += static_cast<char>(octet); };
  if (c < 0x80) return put(c);
  if (c < 0x800) {
    put(0xC0 | c >> 6);
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12);
    put(0x80 | (c >> 6 & 0x3F));
  } else {
    put(0xF0 | c >> 18);
    put(0x80 | (c >> 12 & 0x3F));
    put(0x80 | (c >> 6 & 0x3F));
  }
  put(0x80 | (c & 0x3F));
}

/// UTF-16 code units of one `&...-` shift; nothing unless it is base64 with zero bits of padding.
std::optional<std::vector<std::uint32_t>> units_of(std::string_view shifted) {
  std::vector<std::uint32_t> units;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : shifted) {
    const auto value = alphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    count += 6;
    if (count >= 16) {
      count -= 16;
      units.push_back(bits >> count & 0xFFFF);
      bits &= (1U << count) - 1;
    }
  }
  if (count >= 6 || bits != 0 || units.empty()) return std::nullopt;
  return units;
}

/// Adds the characters of `units`; false on a lone surrogate, or on what must not be shifted.
bool add_units(std::string& to, const std::vector<std::uint32_t>& units) {
  for (std::size_t i = 0; i < units.size(); ++i) {
    std::uint32_t c = units[i];
    if (c >= 0xDC00 && c < 0xE000) return false;
    if (c >= 0xD800 && c < 0xDC00) {
      ++i;
      if (i == units.size() || units[i] < 0xDC00 || units[i] >= 0xE000) return false;
      c = 0x10000 + ((c - 0xD800) << 10) + (units[i] - 0xDC00);
    }
    if (c >= 0x20 && c < 0x7F && c != '&') return false;  // printable ASCII stands for itself
    if (c < 0x20 || c == 0x7F) return false;
    add_utf8(to, c);
  }
  return true;
}

/// The next character of well-formed UTF-8, taken from the front.
std::uint32_t take_character(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text[0]);
  const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  std::uint32_t c = length == 1 ? first : first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) c = c << 6 | (static_cast<unsigned char>(text[i]) & 0x3FU);
  text.remove_prefix(length);
  return c;
}

/// How many octets of `name` say INBOX, in any case, and no other name.
std::size_t inbox_octets(std::string_view name) {
  const auto first = name.substr(0, name.find('/'));
  return base::text::same_ignoring_case(first, "INBOX") ? first.size() : 0;
}

std::string shifted(const std::vector<std::uint32_t>& units) {
  std::string out = "&";
  std::uint32_t bits = 0;
  int count = 0;
  for (const auto unit : units) {
    bits = bits << 16 | unit;
    count += 16;
    while (count >= 6) {
      count -= 6;
      out += alphabet[bits >> count & 0x3F];
    }
    bits &= (1U << count) - 1;
  }
  if (count > 0) out += alphabet[bits << (6 - count) & 0x3F];
  return out + '-';
}

}  // namespace

base::Result<std::string> mailbox_name_from_wire(std::string_view name) {
  const auto malformed = base::fail(base::Errc::syntax, "a mailbox name is not well-formed modified UTF-7");
  const auto inbox = inbox_octets(name);
  std::string out = inbox > 0 ? "INBOX" : "";
  for (std::size_t i = inbox; i < name.size(); ++i) {
    const auto octet = static_cast<unsigned char>(name[i]);
    if (octet < 0x20 || octet >= 0x7F) return malformed;
    if (name[i] != '&') {
      out += name[i];
      continue;
    }
    const auto end = name.find('-', i);
    if (end == std::string_view::npos) return malformed;
    if (end == i + 1) {
      out += '&';
    } else {
      const auto units = units_of(name.substr(i + 1, end - i - 1));
      if (!units || !add_units(out, *units)) return malformed;
    }
    i = end;
  }
  return out;
}

std::string mailbox_name_to_wire(std::string_view name) {
  const auto valid = base::text::to_valid_utf8(name);
  std::string_view rest = valid;
  std::string out;
  std::vector<std::uint32_t> units;
  while (!rest.empty()) {
    const auto c = take_character(rest);
    if (c < 0x20 || c >= 0x7F) {
      if (c >= 0x10000) {
        units.push_back(0xD800 + ((c - 0x10000) >> 10));
        units.push_back(0xDC00 + ((c - 0x10000) & 0x3FF));
      } else {
        units.push_back(c);
      }
      if (!rest.empty()) continue;
    }
    if (!units.empty()) out += shifted(units);
    units.clear();
    if (c >= 0x20 && c < 0x7F) out += c == '&' ? std::string("&-") : std::string(1, static_cast<char>(c));
  }
  return out;
}

bool matches_pattern(std::string_view pattern, std::string_view name) {
  const auto inbox = inbox_octets(name);
  // reached[i]: the pattern so far matches the first i octets of the name.
  std::vector<bool> reached(name.size() + 1);
  reached[0] = true;
  for (const char p : pattern) {
    if (p == '*' || p == '%') {
      for (std::size_t i = 0; i < name.size(); ++i)
        if (reached[i] && (p == '*' || name[i] != '/')) reached[i + 1] = true;
      continue;
    }
    for (std::size_t i = name.size(); i > 0; --i)
      reached[i] = reached[i - 1] && (name[i - 1] == p ||
                                      (i <= inbox && base::text::lower(name[i - 1]) == base::text::lower(p)));
    reached[0] = false;
  }
  return reached[name.size()];
}

}  // namespace wire::imap
