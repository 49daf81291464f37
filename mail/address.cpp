// Envelope addresses (RFC 5321 section 4.1.2) and what address lists share with them.

#include "mail/address.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "mail/lexer.hpp"

namespace mail {
namespace {

constexpr std::size_t longest_address_octets = 254;
constexpr std::size_t longest_label_octets = 63;  // RFC 1035 section 2.3.4

/// atext of RFC 5322 section 3.2.3, with RFC 6532 section 3.2.
bool is_atext(char c) {
  return base::text::is_alpha(c) || base::text::is_digit(c) || static_cast<unsigned char>(c) >= 0x80 ||
         (c != '\0' && std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos);
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < ' ' || c == '\x7F';
}

bool is_dot_atom(std::string_view local) {
  return !local.empty() && local.front() != '.' && local.back() != '.' &&
         local.find("..") == std::string_view::npos &&
         std::ranges::all_of(local, [](char c) { return c == '.' || is_atext(c); });
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= longest_label_octets && std::ranges::all_of(label, [](char c) {
    return base::text::is_alpha(c) || base::text::is_digit(c) || c == '-' || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
  });
}

/// address-literal of RFC 5321 section 4.1.3, without a look at the digits.
bool is_literal(std::string_view domain) {
  if (domain.size() < 3 || domain.front() != '[' || domain.back() != ']') return false;
  const auto content = domain.substr(1, domain.size() - 2);
  return std::ranges::all_of(content, [](char c) {
    return base::text::is_alpha(c) || base::text::is_digit(c) ||
           std::string_view(".:-").find(c) != std::string_view::npos;
  });
}

bool is_domain(std::string_view domain) {
  if (is_literal(domain)) return true;
  const auto labels = base::text::split(domain, '.');
  return std::ranges::all_of(labels, is_label);
}

std::string quoted(std::string_view local) {
  std::string out = "\"";
  for (const char c : local) {
    if (is_control(c)) continue;  // no quoting could carry it (RFC 5321 section 4.1.2)
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

}  // namespace

std::string Address::text() const {
  if (empty()) return "";
  auto out = is_dot_atom(local) ? local : quoted(local);
  if (!domain.empty()) out += '@' + domain;
  return out;
}

base::Result<Address> parse_address(std::string_view text) {
  const auto refuse = [](const char* why) { return base::fail(base::Errc::syntax, why); };
  if (text.empty()) return Address{};
  if (text.size() > longest_address_octets) return refuse("address too long");
  if (!base::text::is_utf8(text)) return refuse("address is not UTF-8");
  if (std::ranges::any_of(text, is_control)) return refuse("control character in address");
  Lexer lexer(text);
  Address address;
  if (lexer.peek() == '"') {
    address.local = lexer.quoted_string();
    if (!lexer.closed()) return refuse("quote without end in address");
  } else {
    // Dots at the ends and in a row are no dot-string, but exist; text() quotes such a local part.
    address.local = lexer.take_while([](char c) { return c == '.' || is_atext(c); });
  }
  if (address.local.empty()) return refuse("local part missing in address");
  if (lexer.done()) return address;
  if (!lexer.take('@')) return refuse("unexpected character in address");
  if (!is_domain(lexer.rest())) return refuse("malformed domain in address");
  address.domain = base::text::lowered(lexer.rest());
  return address;
}

Subaddress subaddress(std::string_view local, char separator) {
  // An empty user is nobody, so a separator in front separates nothing.
  const auto at = local.find(separator, 1);
  if (at == std::string_view::npos) return {.user = std::string(local), .detail = std::nullopt};
  return {.user = std::string(local.substr(0, at)), .detail = std::string(local.substr(at + 1))};
}

}  // namespace mail
