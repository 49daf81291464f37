// The text of HTML, for snippets and searches; no rendering.

#include "mail/html.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "base/text.hpp"
#include "mail/mime.hpp"

namespace mail {
namespace {

constexpr std::array<std::string_view, 3> unread_elements{"script", "style", "title"};
constexpr std::array<std::string_view, 15> inline_elements{
    "a", "abbr", "b", "code", "em", "font", "i", "mark", "small", "span", "strong", "sub", "sup", "u", "wbr"};

struct Entity {
  std::string_view name;
  std::string_view text;
};
constexpr std::array entities{
    Entity{"amp", "&"},         Entity{"lt", "<"},          Entity{"gt", ">"},
    Entity{"quot", "\""},       Entity{"apos", "'"},        Entity{"nbsp", "\u00A0"},
    Entity{"shy", "\u00AD"},    Entity{"zwnj", "\u200C"},   Entity{"auml", "\u00E4"},
    Entity{"ouml", "\u00F6"},   Entity{"uuml", "\u00FC"},   Entity{"Auml", "\u00C4"},
    Entity{"Ouml", "\u00D6"},   Entity{"Uuml", "\u00DC"},   Entity{"szlig", "\u00DF"},
    Entity{"eacute", "\u00E9"}, Entity{"egrave", "\u00E8"}, Entity{"ecirc", "\u00EA"},
    Entity{"agrave", "\u00E0"}, Entity{"aacute", "\u00E1"}, Entity{"acirc", "\u00E2"},
    Entity{"ccedil", "\u00E7"}, Entity{"iacute", "\u00ED"}, Entity{"ntilde", "\u00F1"},
    Entity{"oacute", "\u00F3"}, Entity{"uacute", "\u00FA"}, Entity{"ugrave", "\u00F9"},
    Entity{"oslash", "\u00F8"}, Entity{"aring", "\u00E5"},  Entity{"aelig", "\u00E6"},
    Entity{"euro", "\u20AC"},   Entity{"pound", "\u00A3"},  Entity{"copy", "\u00A9"},
    Entity{"reg", "\u00AE"},    Entity{"trade", "\u2122"},  Entity{"hellip", "\u2026"},
    Entity{"ndash", "\u2013"},  Entity{"mdash", "\u2014"},  Entity{"lsquo", "\u2018"},
    Entity{"rsquo", "\u2019"},  Entity{"ldquo", "\u201C"},  Entity{"rdquo", "\u201D"},
    Entity{"bdquo", "\u201E"},  Entity{"laquo", "\u00AB"},  Entity{"raquo", "\u00BB"},
    Entity{"bull", "\u2022"},   Entity{"middot", "\u00B7"}, Entity{"rarr", "\u2192"},
};
constexpr std::size_t longest_reference = 12;

void add_character(std::string& out, std::uint32_t code) {
  const auto octet = [&](std::uint32_t value) { out += static_cast<char>(value); };
  if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) code = 0xFFFD;
  if (code < 0x80) return octet(code);
  if (code < 0x800) {
    octet(0xC0 | code >> 6);
  } else {
    if (code < 0x10000) {
      octet(0xE0 | code >> 12);
    } else {
      octet(0xF0 | code >> 18);
      octet(0x80 | (code >> 12 & 0x3F));
    }
    octet(0x80 | (code >> 6 & 0x3F));
  }
  octet(0x80 | (code & 0x3F));
}

/// Resolves the reference that `text` begins with ("&"); octets taken, 0 if it is none.
std::size_t add_reference(std::string& out, std::string_view text) {
  const auto end = text.substr(0, longest_reference).find(';');
  if (end == std::string_view::npos) return 0;
  auto name = text.substr(1, end - 1);
  if (name.starts_with('#')) {
    name.remove_prefix(1);
    const bool as_hex = name.starts_with('x') || name.starts_with('X');
    if (as_hex) name.remove_prefix(1);
    std::uint32_t code = 0;
    const auto [stop, error] =
        std::from_chars(name.data(), name.data() + name.size(), code, as_hex ? 16 : 10);
    if (name.empty() || error != std::errc{} || stop != name.data() + name.size()) return 0;
    add_character(out, code);
    return end + 1;
  }
  const auto known = std::ranges::find(entities, name, &Entity::name);
  if (known == entities.end()) return 0;
  out += known->text;
  return end + 1;
}

/// Position behind the closing tag of `element`, or the end.
std::size_t behind_element(std::string_view html, std::size_t from, std::string_view element) {
  for (auto at = html.find("</", from); at != std::string_view::npos; at = html.find("</", at + 2)) {
    if (!base::text::starts_with_ignoring_case(html.substr(at + 2), element)) continue;
    const auto end = html.find('>', at);
    return end == std::string_view::npos ? html.size() : end + 1;
  }
  return html.size();
}

/// Passes what begins with "<" at `at`, and returns where the text goes on. A "<" that begins nothing is
/// text.
std::size_t pass_tag(std::string& out, std::string_view html, std::size_t at) {
  const auto rest = html.substr(at);
  if (rest.starts_with("<!--")) {
    const auto end = rest.find("-->", 4);
    return end == std::string_view::npos ? html.size() : at + end + 3;
  }
  const auto name_begin = rest.starts_with("</") ? std::size_t{2} : std::size_t{1};
  const char first = rest.size() > name_begin ? rest[name_begin] : ' ';
  if (!base::text::is_alpha(first) && first != '!' && first != '?') {
    out += '<';
    return at + 1;
  }
  const auto end = rest.find('>');
  if (end == std::string_view::npos) return html.size();
  auto name_end = name_begin;
  while (base::text::is_alpha(rest[name_end]) || base::text::is_digit(rest[name_end])) ++name_end;
  const auto name = rest.substr(name_begin, name_end - name_begin);
  const auto is_it = [&](std::string_view element) { return base::text::same_ignoring_case(name, element); };
  if (std::ranges::none_of(inline_elements, is_it)) out += ' ';
  if (name_begin == 1 && std::ranges::any_of(unread_elements, is_it))
    return behind_element(html, at + end, name);
  return at + end + 1;
}

}  // namespace

bool is_html(const MediaType& type) {
  return (type.type == "text" && type.subtype == "html") ||
         (type.type == "application" && type.subtype == "xhtml+xml");
}

std::string html_text(std::string_view html) {
  std::string out;
  for (std::size_t at = 0; at < html.size();) {
    const auto special = std::min(html.find_first_of("<&", at), html.size());
    out += html.substr(at, special - at);
    at = special;
    if (at == html.size()) break;
    if (html[at] == '<') {
      at = pass_tag(out, html, at);
      continue;
    }
    const auto taken = add_reference(out, html.substr(at));
    if (taken == 0) out += '&';
    at += std::max<std::size_t>(taken, 1);
  }
  return out;
}

}  // namespace mail
