// Names of external lists (RFC 6134 section 2.5), normalised by RFC 3986 section 6.2.2.

#include "sieve/list_name.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace sieve {
namespace {

using base::text::is_alpha;
using base::text::is_digit;
using base::text::starts_with_ignoring_case;

constexpr std::string_view urn = "urn:ietf:params:sieve:";
constexpr std::string_view books = "urn:ietf:params:sieve:addrbook:";
constexpr std::size_t longest = 255;

bool is_unreserved(char c) {
  return is_alpha(c) || is_digit(c) || std::string_view("-._~").find(c) != std::string_view::npos;
}
/// pchar of RFC 3986 without the percent sign.
bool is_in_segment(char c) {
  return is_unreserved(c) || std::string_view("!$&'()*+,;=:@").find(c) != std::string_view::npos;
}

/// Percent-encoding only where it must be, and then with upper case; "" if it is broken.
std::string normalised(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c <= 32 || c == 127) return "";
    if (c != '%') {
      out += c;
      continue;
    }
    const auto octet = base::text::from_hex(text.substr(i + 1, 2));
    if (!octet || octet->size() != 1) return "";
    if (is_unreserved(octet->front()))
      out += *octet;
    else
      out += '%' + base::text::uppered(text.substr(i + 1, 2));
    i += 2;
  }
  return out;
}

bool is_scheme(std::string_view text) {
  return !text.empty() && is_alpha(text.front()) && std::ranges::all_of(text, [](char c) {
    return is_alpha(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
  });
}

/// YYYY, YYYY-MM or YYYY-MM-DD.
bool is_tag_date(std::string_view text) {
  if (text.size() != 4 && text.size() != 7 && text.size() != 10) return false;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (i == 4 || i == 7 ? text[i] != '-' : !is_digit(text[i])) return false;
  return true;
}

bool is_tag_authority(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return is_unreserved(c) || c == '@'; });
}

/// `tag:` authority "," date ":" specific (RFC 4151 section 2.1).
bool is_tag(std::string_view uri) {
  const auto comma = uri.find(',');
  const auto colon = comma == std::string_view::npos ? comma : uri.find(':', comma);
  if (colon == std::string_view::npos) return false;
  const auto specific = uri.substr(colon + 1);
  return is_tag_authority(uri.substr(4, comma - 4)) &&
         is_tag_date(uri.substr(comma + 1, colon - comma - 1)) && !specific.empty() &&
         std::ranges::all_of(specific, [](char c) {
           return is_in_segment(c) || c == '%' || c == '/' || c == '?' || c == '#';
         });
}

}  // namespace

std::string list_uri(std::string_view name) {
  std::string uri =
      normalised(name.starts_with(':') ? std::string(urn) + std::string(name.substr(1)) : std::string(name));
  if (starts_with_ignoring_case(uri, books)) {
    const auto book = uri.substr(books.size());
    if (book.empty()) return "";
    const bool is_default = base::text::same_ignoring_case(book, "default");
    return is_default ? std::string(default_address_book) : std::string(books) + book;
  }
  if (starts_with_ignoring_case(uri, urn))
    return uri.size() == urn.size() ? "" : std::string(urn) + uri.substr(urn.size());
  const auto colon = uri.find(':');
  if (colon == std::string::npos || colon + 1 == uri.size() || !is_scheme(uri.substr(0, colon))) return "";
  return base::text::lowered(uri.substr(0, colon)) + uri.substr(colon);
}

bool names_a_list(std::string_view uri) {
  if (uri.size() > longest) return false;
  if (uri.starts_with("tag:")) return is_tag(uri);
  const auto book = uri.starts_with(books) ? uri.substr(books.size()) : std::string_view();
  return !book.empty() && std::ranges::all_of(book, [](char c) { return is_in_segment(c) || c == '%'; });
}

}  // namespace sieve
