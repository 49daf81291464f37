// The text of HTML, for snippets, tests of the body and conversions; no rendering.

#include "mail/html.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "mail/html_lines.hpp"
#include "mail/html_reference.hpp"
#include "mail/mime.hpp"

namespace mail {
namespace {

constexpr auto unread_elements = std::to_array<std::string_view>({"script", "style", "title"});
constexpr auto inline_elements = std::to_array<std::string_view>(
    {"a",    "abbr",   "acronym", "b",   "bdi", "bdo",   "big",  "cite", "code", "data", "del",  "dfn",
     "em",   "font",   "i",       "ins", "kbd", "label", "mark", "nobr", "q",    "s",    "samp", "small",
     "span", "strike", "strong",  "sub", "sup", "time",  "tt",   "u",    "var",  "wbr"});
constexpr auto block_elements = std::to_array<std::string_view>(
    {"address", "article", "aside",  "blockquote", "body", "caption", "center",   "dd",
     "details", "dialog",  "dir",    "div",        "dl",   "dt",      "fieldset", "figcaption",
     "figure",  "footer",  "form",   "h1",         "h2",   "h3",      "h4",       "h5",
     "h6",      "head",    "header", "hgroup",     "hr",   "html",    "legend",   "li",
     "main",    "menu",    "nav",    "ol",         "p",    "pre",     "section",  "summary",
     "table",   "tbody",   "tfoot",  "thead",      "tr",   "ul"});

struct TagName {
  std::string_view name;
  bool closes = false;

  [[nodiscard]] bool is(std::string_view element) const {
    return base::text::same_ignoring_case(name, element);
  }
  template <class Elements>
  [[nodiscard]] bool is_one_of(const Elements& elements) const {
    return std::ranges::any_of(elements, [&](std::string_view element) { return is(element); });
  }
};

/// Position behind the closing tag of `element`, or the end.
std::size_t behind_element(std::string_view html, std::size_t from, std::string_view element) {
  for (auto at = html.find("</", from); at != std::string_view::npos; at = html.find("</", at + 2)) {
    const auto name = html.substr(at + 2);
    if (!base::text::starts_with_ignoring_case(name, element)) continue;
    const char next = name.size() > element.size() ? name[element.size()] : '>';
    if (base::text::is_alpha(next) || base::text::is_digit(next)) continue;
    const auto end = html.find('>', at);
    return end == std::string_view::npos ? html.size() : end + 1;
  }
  return html.size();
}

/// What a tag does to the lines around it. An element that nobody knows is a blank, as a cell and a picture
/// are.
void lay_out(HtmlLines& lines, const TagName& tag) {
  if (tag.is("br")) return lines.end_line();
  if (tag.is_one_of(inline_elements)) return;
  if (!tag.is_one_of(block_elements)) return lines.blank();
  lines.end_block();
  if (!tag.is("pre")) return;
  if (tag.closes)
    lines.end_preformatted();
  else
    lines.begin_preformatted();
}

/// Passes what begins with "<" at `at`, and returns where the text goes on. A "<" that begins nothing is
/// text.
std::size_t pass_tag(HtmlLines& lines, std::string_view html, std::size_t at) {
  const auto rest = html.substr(at);
  if (rest.starts_with("<!--")) {
    const auto end = rest.find("-->", 4);
    return end == std::string_view::npos ? html.size() : at + end + 3;
  }
  const bool closes = rest.starts_with("</");
  const std::size_t name_begin = closes ? 2 : 1;
  const char first = rest.size() > name_begin ? rest[name_begin] : ' ';
  if (!base::text::is_alpha(first) && first != '!' && first != '?') {
    lines.add("<");
    return at + 1;
  }
  const auto end = rest.find('>');
  if (end == std::string_view::npos) return html.size();
  auto name_end = name_begin;
  while (base::text::is_alpha(rest[name_end]) || base::text::is_digit(rest[name_end])) ++name_end;
  const TagName tag{.name = rest.substr(name_begin, name_end - name_begin), .closes = closes};
  lay_out(lines, tag);
  if (!closes && tag.is_one_of(unread_elements)) return behind_element(html, at + end, tag.name);
  return at + end + 1;
}

}  // namespace

bool is_html(const MediaType& type) {
  return (type.type == "text" && type.subtype == "html") ||
         (type.type == "application" && type.subtype == "xhtml+xml");
}

std::string html_text(std::string_view html) {
  HtmlLines lines;
  std::string character;
  for (std::size_t at = 0; at < html.size();) {
    const auto special = std::min(html.find_first_of("<&", at), html.size());
    lines.add(html.substr(at, special - at));
    at = special;
    if (at == html.size()) break;
    if (html[at] == '<') {
      at = pass_tag(lines, html, at);
      continue;
    }
    character.clear();
    const auto taken = add_reference(character, html.substr(at));
    lines.add(taken == 0 ? std::string_view("&") : character);
    at += std::max<std::size_t>(taken, 1);
  }
  return lines.take();
}

}  // namespace mail
