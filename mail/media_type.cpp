// Content-Type and Content-Disposition field bodies (RFC 2045 section 5.1, RFC 2183, RFC 2231).

#include "mail/media_type.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "base/text.hpp"
#include "mail/header.hpp"
#include "mail/lexer.hpp"

namespace mail {
namespace {

constexpr std::size_t max_parameters = 200;

/// The octets up to a ";" outside quotes and comments, without both. Lenient: RFC 2045 would end an unquoted
/// value at the first space or special, but file names with spaces are common.
std::string value_up_to_semicolon(Lexer& lexer) {
  std::string value;
  bool gap = false;
  while (!lexer.done() && lexer.peek() != ';') {
    if (lexer.skip_cfws()) {
      gap = !value.empty();
      continue;
    }
    if (std::exchange(gap, false)) value += ' ';
    if (lexer.peek() == '"') {
      value += lexer.quoted_string();
    } else {
      value += lexer.take_while(
          [](char c) { return std::string_view(" \t\r\n(\";").find(c) == std::string_view::npos; });
    }
  }
  return value;
}

/// `%XX` undone (RFC 2231 section 4); a malformed one stays.
std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto octet = text[at] == '%' ? base::text::from_hex(text.substr(at + 1, 2)) : std::nullopt;
    if (octet && octet->size() == 1) {
      out += *octet;
      at += 2;
    } else {
      out += text[at];
    }
  }
  return out;
}

/// The pieces of one name: `name*0`, `name*1*`, or `name*` alone.
struct Continuation {
  struct Piece {
    std::string_view text;
    bool is_encoded = false;
  };
  std::map<std::uint64_t, Piece> pieces;

  /// Section 4.1: pieces count from 0 without a gap; charset and language stand in the first one.
  [[nodiscard]] std::string joined() const {
    std::string octets;
    std::string_view charset = "utf-8";
    std::uint64_t expected = 0;
    for (const auto& [number, piece] : pieces) {
      if (number != expected++) break;
      auto text = piece.text;
      const auto quote = number == 0 && piece.is_encoded ? text.find('\'') : std::string_view::npos;
      const auto second = quote == std::string_view::npos ? quote : text.find('\'', quote + 1);
      if (second != std::string_view::npos) {
        if (quote > 0) charset = text.substr(0, quote);
        text.remove_prefix(second + 1);
      }
      octets += piece.is_encoded ? percent_decoded(text) : std::string(text);
    }
    auto text = to_utf8(octets, charset);
    std::ranges::replace_if(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
    return text;
  }
};

/// Takes `name*0*` apart: the name, the number of the piece (0 if there is none), whether it is encoded.
struct SplitName {
  std::string_view name;
  std::uint64_t number = 0;
  bool is_encoded = false;
};
std::optional<SplitName> split_name(std::string_view written) {
  const auto star = written.find('*');
  if (star == std::string_view::npos || star == 0) return std::nullopt;
  SplitName split{.name = written.substr(0, star)};
  auto section = written.substr(star + 1);
  if (section.empty()) return SplitName{.name = split.name, .is_encoded = true};
  if (section.ends_with('*')) {
    split.is_encoded = true;
    section.remove_suffix(1);
  }
  const auto number = base::text::number(section);
  if (!number) return std::nullopt;
  split.number = *number;
  return split;
}

}  // namespace

std::string_view MediaType::parameter(std::string_view name) const {
  const auto at = std::ranges::find(parameters, name, &Parameter::name);
  return at == parameters.end() ? std::string_view() : at->value;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return c > ' ' && c < '\x7F' && std::string_view("()<>@,;:\\\"/[]?=").find(c) == std::string_view::npos;
  });
}

ParameterisedValue parse_parameterised(std::string_view field_body) {
  const auto text = unfolded(field_body);
  Lexer lexer(text);
  ParameterisedValue out{.written = value_up_to_semicolon(lexer)};
  out.value = base::text::lowered(out.written);
  while (lexer.take(';') && out.parameters.size() < max_parameters) {
    lexer.skip_cfws();
    auto name = base::text::lowered(lexer.take_while([](char c) {
      return static_cast<unsigned char>(c) > ' ' && std::string_view("=;(").find(c) == std::string_view::npos;
    }));
    lexer.skip_cfws();
    const bool has_value = lexer.take('=');
    auto value = value_up_to_semicolon(lexer);
    if (has_value && !name.empty()) out.parameters.push_back({std::move(name), std::move(value)});
  }
  return out;
}

std::vector<Parameter> joined_parameters(const std::vector<Parameter>& written) {
  std::vector<Parameter> out;
  std::map<std::string_view, Continuation> continued;
  const auto is_known = [&](std::string_view name) {
    return std::ranges::find(out, name, &Parameter::name) != out.end();
  };
  for (const auto& parameter : written) {
    if (const auto split = split_name(parameter.name)) {
      continued[split->name].pieces.try_emplace(split->number, parameter.value, split->is_encoded);
    } else if (!is_known(parameter.name)) {
      out.push_back({parameter.name, base::text::to_valid_utf8(parameter.value)});
    }
  }
  for (const auto& [name, continuation] : continued) {
    if (!continuation.pieces.contains(0)) continue;
    std::erase_if(out, [&](const Parameter& plain) { return plain.name == name; });
    out.push_back({std::string(name), continuation.joined()});
  }
  return out;
}

std::optional<MediaType> parse_media_type(std::string_view field_body) {
  const auto written = parse_parameterised(field_body);
  const auto slash = written.value.find('/');
  if (slash == std::string::npos) return std::nullopt;
  const auto type = base::text::trimmed(std::string_view(written.value).substr(0, slash));
  const auto subtype = base::text::trimmed(std::string_view(written.value).substr(slash + 1));
  if (!is_token(type) || !is_token(subtype)) return std::nullopt;
  return MediaType{.type = std::string(type),
                   .subtype = std::string(subtype),
                   .parameters = joined_parameters(written.parameters)};
}

}  // namespace mail
