// Templates of gateway requests.

#include "connectors/template.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace connectors {
namespace {

bool is_unreserved(char c) {  // RFC 3986 section 2.3
  return base::text::is_alpha(c) || base::text::is_digit(c) ||
         std::string_view("-._~").find(c) != std::string_view::npos;
}

std::string percent_encoded(std::string_view value) {
  std::string out;
  for (const char c : value) {
    if (is_unreserved(c))
      out += c;
    else
      out += "%" + base::text::uppered(base::text::hex(std::string_view(&c, 1)));
  }
  return out;
}

std::string json_escaped(std::string_view value) {
  std::string out;
  for (const char c : value) {
    if (c == '"' || c == '\\')
      out += {'\\', c};
    else if (static_cast<unsigned char>(c) < 0x20)
      out += "\\u00" + base::text::hex(std::string_view(&c, 1));
    else
      out += c;
  }
  return out;
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || c == '_';
}

/// The name of the placeholder at the front of `text`, "" if none stands there.
std::string_view placeholder(std::string_view text) {
  const auto end = text.find('}');
  if (!text.starts_with('{') || end == std::string_view::npos || end < 2) return {};
  const auto name = text.substr(1, end - 1);
  return std::ranges::all_of(name, is_name_character) ? name : std::string_view{};
}

}  // namespace

base::Result<std::string> escaped(std::string_view value, Escape escape) {
  using namespace std::string_view_literals;
  const bool carries_lines = escape == Escape::url || escape == Escape::json;
  if (value.find_first_of(carries_lines ? "\0"sv : "\r\n\0"sv) != std::string_view::npos)
    return base::fail(base::Errc::syntax,
                      carries_lines ? "a value holds NUL" : "a value holds CR, LF or NUL");
  switch (escape) {
    case Escape::url:
      return percent_encoded(value);
    case Escape::json:
      return json_escaped(base::text::to_valid_utf8(value));
    case Escape::header:
      if (!std::ranges::all_of(value, [](char c) { return c >= 0x20 && c < 0x7F; }))
        return base::fail(base::Errc::syntax, "a value for a header is not printable ASCII");
      return std::string(value);
    case Escape::plain:
      return std::string(value);
  }
  return base::fail(base::Errc::unsupported, "no such escape");
}

base::Result<Template> Template::parse(std::string_view text, Escape escape,
                                       const std::vector<std::string>& known) {
  Template parsed;
  parsed.escape_ = escape;
  std::string literal;
  while (!text.empty()) {
    const auto name = placeholder(text);
    if (name.empty()) {
      literal += text.front();
      text.remove_prefix(1);
      continue;
    }
    if (std::ranges::find(known, name) == known.end()) {
      const auto near = base::text::nearest(name, known);
      return base::fail(base::Errc::syntax, "unknown placeholder {" + std::string(name) + "}" +
                                                (near ? "; did you mean {" + *near + "}?" : ""));
    }
    if (!literal.empty()) parsed.pieces_.push_back({.text = std::exchange(literal, {})});
    parsed.pieces_.push_back({.text = std::string(name), .is_name = true});
    text.remove_prefix(name.size() + 2);
  }
  if (!literal.empty()) parsed.pieces_.push_back({.text = std::move(literal)});
  return parsed;
}

base::Result<std::string> Template::expand(const Values& values) const {
  std::string out;
  for (const auto& piece : pieces_) {
    if (!piece.is_name) {
      out += piece.text;
      continue;
    }
    const auto found = values.find(piece.text);
    if (found == values.end()) continue;
    auto safe = escaped(found->second, escape_);
    if (!safe) return base::fail(safe.error().code, safe.error().text + " ({" + piece.text + "})");
    out += *safe;
  }
  return out;
}

}  // namespace connectors
