// The target of an HTTP request.

#include "net/http_target.hpp"

#include <optional>

#include "base/text.hpp"

namespace net {
namespace {

/// Nothing if an escape is broken or means NUL.
std::optional<std::string> decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const auto octet = base::text::from_hex(text.substr(i + 1, 2));
    if (!octet || octet->size() != 1 || octet->front() == '\0') return std::nullopt;
    out += *octet;
    i += 2;
  }
  return out;
}

/// As HTML forms and every client library write a query: '+' is a space.
std::optional<std::string> decoded_query(std::string_view text) {
  return decoded(base::text::replaced(text, "+", " "));
}

std::optional<std::vector<std::pair<std::string, std::string>>> parse_query(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> query;
  for (const auto part : base::text::split(text, '&')) {
    if (part.empty()) continue;
    const auto equals = part.find('=');
    auto name = decoded_query(part.substr(0, equals));
    auto value = decoded_query(equals == std::string_view::npos ? "" : part.substr(equals + 1));
    if (!name || !value) return std::nullopt;
    query.emplace_back(std::move(*name), std::move(*value));
  }
  return query;
}

/// The part from the first '/' of the path on, or nothing.
std::optional<std::string_view> origin_form(std::string_view target) {
  if (target.starts_with('/')) return target;
  const auto scheme = target.find("://");
  if (scheme == std::string_view::npos) return std::nullopt;
  const auto path = target.find_first_of("/?", scheme + 3);
  if (path == std::string_view::npos) return "/";
  return target[path] == '/' ? std::optional(target.substr(path)) : std::nullopt;
}

}  // namespace

base::Result<HttpTarget> parse_target(std::string_view target) {
  const auto broken = base::fail(base::Errc::syntax, "the request target is not well-formed");
  const auto origin = origin_form(target);
  if (!origin) return broken;
  const auto mark = origin->find('?');
  HttpTarget result;
  for (const auto segment :
       base::text::split(origin->substr(1, mark == std::string_view::npos ? mark : mark - 1), '/')) {
    auto text = decoded(segment);
    if (!text) return broken;
    result.segments.push_back(std::move(*text));
  }
  if (mark == std::string_view::npos) return result;
  auto query = parse_query(origin->substr(mark + 1));
  if (!query) return broken;
  result.query = std::move(*query);
  return result;
}

}  // namespace net
