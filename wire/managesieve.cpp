// ManageSieve tokens, literals and responses (RFC 5804 section 4).

#include "wire/managesieve.hpp"

#include <algorithm>
#include <limits>

#include "base/text.hpp"

namespace wire::managesieve {
namespace {

base::Error syntax(std::string text) {
  return base::fail(base::Errc::syntax, std::move(text));
}

/// ATOM-CHAR: any printing ASCII but ( ) { SP " and backslash.
bool is_atom_char(char c) {
  return c > 0x20 && c < 0x7F && std::string_view("(){\"\\").find(c) == std::string_view::npos;
}

/// What may stand between quotes, apart from a backslash and a quote: no NUL, CR or LF.
bool may_be_quoted(std::string_view text) {
  return text.find_first_of(std::string_view("\0\r\n", 3)) == std::string_view::npos &&
         base::text::is_utf8(text);
}

std::optional<std::uint32_t> number32(std::string_view digits) {
  if (digits.size() > 1 && digits.front() == '0') return std::nullopt;  // no extra leading zeros
  const auto number = base::text::number(digits);
  if (!number || *number > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
  return static_cast<std::uint32_t>(*number);
}

}  // namespace

bool Token::is(std::string_view atom) const {
  return kind == Kind::atom && base::text::same_ignoring_case(text, atom);
}

base::Result<std::optional<std::uint32_t>> Reader::add_line(std::string_view line) {
  auto answer = scan(line);
  // Whatever was wrong before it, a literal at the end means that octets follow which are no commands.
  if (!answer && line.ends_with('}')) desynchronised_ = true;
  return answer;
}

void Reader::add_literal(base::Octets octets) {
  tokens_.push_back({.kind = Token::Kind::string, .text = std::move(octets)});
  needs_space_ = true;
}

base::Result<std::optional<std::uint32_t>> Reader::scan(std::string_view line) {
  for (std::size_t at = 0; at < line.size();) {
    if (line[at] == ' ') {
      needs_space_ = false;
      ++at;
      continue;
    }
    if (tokens_.size() >= most_tokens) return syntax("too many arguments");
    if (line[at] == '{') {
      const auto size = literal_size(line.substr(at));
      if (!size) return size.error();
      return std::optional<std::uint32_t>(*size);
    }
    const auto taken = add_token(line.substr(at));
    if (!taken) return taken.error();
    at += *taken;
  }
  return std::optional<std::uint32_t>();
}

base::Result<std::size_t> Reader::add_token(std::string_view rest) {
  const char c = rest.front();
  if (c == ')') {
    tokens_.push_back({.kind = Token::Kind::close, .text = ")"});
    needs_space_ = true;
    return std::size_t{1};
  }
  if (needs_space_) return syntax("expected a space between arguments");
  if (c == '(') {
    tokens_.push_back({.kind = Token::Kind::open, .text = "("});
    return std::size_t{1};
  }
  needs_space_ = true;
  return c == '"' ? add_quoted(rest) : add_atom(rest);
}

base::Result<std::size_t> Reader::add_quoted(std::string_view rest) {
  base::Octets content;
  for (std::size_t at = 1; at < rest.size(); ++at) {
    if (rest[at] == '"') {
      if (!may_be_quoted(content)) return syntax("a quoted string must be UTF-8 without NUL, CR and LF");
      tokens_.push_back({.kind = Token::Kind::string, .text = std::move(content)});
      return at + 1;
    }
    if (at > longest_quoted) return syntax("a quoted string has at most 1024 octets; send a literal");
    if (rest[at] == '\\') {
      ++at;
      if (at >= rest.size() || (rest[at] != '"' && rest[at] != '\\'))
        return syntax("a backslash in a quoted string stands before \" or \\");
    }
    content += rest[at];
  }
  return syntax("a quoted string without its closing quote");
}

base::Result<std::size_t> Reader::add_atom(std::string_view rest) {
  const auto end = std::ranges::find_if_not(rest, is_atom_char);
  const std::string_view text(rest.begin(), end);
  if (text.empty()) return syntax("a character that begins no argument");
  if (text.size() > longest_atom) return syntax("a word of more than 1024 characters");
  Token token{.kind = Token::Kind::atom, .text = std::string(text)};
  if (const auto number = number32(text)) {
    token.kind = Token::Kind::number;
    token.number = *number;
  }
  tokens_.push_back(std::move(token));
  return text.size();
}

base::Result<std::uint32_t> Reader::literal_size(std::string_view rest) const {
  if (needs_space_) return syntax("expected a space between arguments");
  // A client that writes {n} waits for an answer that ManageSieve does not have.
  if (!rest.ends_with('}')) return syntax("a literal must end its line");
  std::string_view digits = rest.substr(1, rest.size() - 2);
  if (!digits.ends_with('+')) return syntax("a client's literal is written {number+}");
  digits.remove_suffix(1);
  const auto size = number32(digits);
  if (!size) return syntax("a literal needs its size, a 32-bit number");
  return *size;
}

std::string written(const Response& response) {
  std::string line = response.status == Status::ok ? "OK" : response.status == Status::no ? "NO" : "BYE";
  if (!response.code.empty()) {
    line += " (" + response.code;
    if (response.argument) line += " " + string(*response.argument);
    line += ")";
  }
  if (!response.text.empty()) line += " " + string(response.text);
  return line + "\r\n";
}

std::string string(std::string_view octets) {
  if (!may_be_quoted(octets)) return literal(octets);
  std::string quoted = "\"";
  for (const char c : octets) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  if (quoted.size() - 1 > longest_quoted) return literal(octets);
  return quoted + "\"";
}

std::string literal(std::string_view octets) {
  return "{" + std::to_string(octets.size()) + "}\r\n" + std::string(octets);
}

bool is_script_name(std::string_view name) {
  if (name.empty() || name.size() > longest_name || !base::text::is_utf8(name)) return false;
  for (std::size_t at = 0; at < name.size(); ++at) {
    const auto c = static_cast<unsigned char>(name[at]);
    if (c < 0x20 || c == 0x7F) return false;
    const std::string_view rest = name.substr(at);
    if (c == 0xC2 && static_cast<unsigned char>(rest[1]) < 0xA0) return false;  // U+0080 to U+009F
    if (rest.starts_with("\xE2\x80\xA8") || rest.starts_with("\xE2\x80\xA9")) return false;  // U+2028, U+2029
  }
  return true;
}

}  // namespace wire::managesieve
