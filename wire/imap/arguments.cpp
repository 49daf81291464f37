// Tokens of RFC 3501 section 9 and literals of RFC 7888.

#include "wire/imap/arguments.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/text.hpp"
#include "wire/imap/mailbox_name.hpp"

namespace wire::imap {
namespace {

constexpr std::size_t limit_flags = 256;  // in one list

bool is_astring_char(char c) {
  return is_atom_char(c) || c == ']';
}
bool is_list_char(char c) {
  return is_astring_char(c) || c == '%' || c == '*';
}

}  // namespace

bool is_atom_char(char c) {
  const auto octet = static_cast<unsigned char>(c);
  return octet > 0x20 && octet < 0x7F && std::string_view("(){%*\"\\]").find(c) == std::string_view::npos;
}

Arguments::Arguments(std::string text, std::vector<base::Body> literals)
    : text_(std::move(text)), literals_(std::move(literals)) {}

void Arguments::fail(base::Error error) {
  if (!error_) error_ = std::move(error);
  position_ = text_.size();
}

base::Result<void> Arguments::finish() {
  if (!empty()) fail("unexpected octets behind the arguments");
  if (error_) return *error_;
  return {};
}

bool Arguments::take(char c) {
  if (empty() || text_[position_] != c) return false;
  ++position_;
  return true;
}

bool Arguments::take_word(std::string_view word) {
  const auto rest = std::string_view(text_).substr(position_);
  if (!base::text::starts_with_ignoring_case(rest, word)) return false;
  if (rest.size() > word.size() && is_atom_char(rest[word.size()])) return false;
  position_ += word.size();
  return true;
}

void Arguments::expect(char c) {
  if (take(c)) return;
  fail(c == ' ' ? std::string("a space is missing, or an argument") : std::string("expected ") + c);
}

std::string Arguments::until(std::string_view stops) {
  const auto begin = position_;
  position_ = std::min(text_.find_first_of(stops, position_), text_.size());
  return text_.substr(begin, position_ - begin);
}

std::string Arguments::atom() {
  const auto begin = position_;
  while (!empty() && is_atom_char(text_[position_])) ++position_;
  if (position_ == begin) fail("expected an atom");
  return failed() ? std::string() : text_.substr(begin, position_ - begin);
}

std::string Arguments::astring() {
  if (peek() == '"' || peek() == '{') return string();
  const auto begin = position_;
  while (!empty() && is_astring_char(text_[position_])) ++position_;
  if (position_ == begin) fail("expected a string");
  return failed() ? std::string() : text_.substr(begin, position_ - begin);
}

std::string Arguments::list_mailbox() {
  if (peek() == '"' || peek() == '{') return string();
  const auto begin = position_;
  while (!empty() && is_list_char(text_[position_])) ++position_;
  if (position_ == begin) fail("expected a mailbox pattern");
  return failed() ? std::string() : text_.substr(begin, position_ - begin);
}

std::string Arguments::quoted() {
  std::string content;
  expect('"');
  while (!empty()) {
    char c = text_[position_++];
    if (c == '"') return content;
    if (c == '\\') {
      c = peek();
      if (c != '"' && c != '\\') break;
      ++position_;
    }
    if (c == '\0' || c == '\r' || c == '\n') break;
    content += c;
  }
  fail("a quoted string is not ended, or holds what it may not");
  return {};
}

std::string Arguments::string() {
  if (peek() == '"') return quoted();
  if (peek() != '{') {
    fail("expected a string");
    return {};
  }
  const base::Body octets = literal();
  if (octets.size() > longest_string) fail("a string is too long");
  return failed() ? std::string() : std::string(octets.view());
}

base::Body Arguments::literal() {
  const auto rest = std::string_view(text_).substr(position_);
  const auto end = rest.find("\r\n");
  if (end == std::string_view::npos || !literal_mark(rest.substr(0, end)) || rest[0] != '{' ||
      next_literal_ == literals_.size()) {
    fail("expected a literal");
    return {};
  }
  position_ += end + 2;
  return literals_[next_literal_++];
}

std::optional<std::string> Arguments::nstring() {
  if (take_word("NIL")) return std::nullopt;
  return string();
}

std::string Arguments::mailbox() {
  const auto name = astring();
  if (failed()) return {};
  auto decoded = mailbox_name_from_wire(name);
  if (!decoded) {
    fail(decoded.error());
    return {};
  }
  return std::move(*decoded);
}

std::uint64_t Arguments::number64() {
  const auto begin = position_;
  while (!empty() && base::text::is_digit(text_[position_])) ++position_;
  const auto value = base::text::number(std::string_view(text_).substr(begin, position_ - begin));
  if (!value) fail("expected a number");
  return value.value_or(0);
}

std::uint32_t Arguments::number() {
  const auto value = number64();
  if (value > std::numeric_limits<std::uint32_t>::max()) fail("a number is too large");
  return failed() ? 0 : static_cast<std::uint32_t>(value);
}

SequenceSet Arguments::sequence_set() {
  const auto begin = position_;
  while (!empty() &&
         (base::text::is_digit(peek()) || std::string_view("*:,").find(peek()) != std::string_view::npos))
    ++position_;
  auto set = parse_sequence_set(std::string_view(text_).substr(begin, position_ - begin));
  if (set) return std::move(*set);
  fail(set.error());
  return {};
}

std::string Arguments::flag() {
  const bool system = take('\\');
  return (system ? "\\" : "") + atom();
}

mail::Flags Arguments::flags(bool may_lack_parentheses) {
  std::vector<std::string> names;
  const bool in_list = take('(');
  if (!in_list && !may_lack_parentheses) expect('(');
  while (!failed() && !(in_list && take(')'))) {
    if (names.size() == limit_flags) fail("too many flags");
    names.push_back(flag());
    if (in_list ? peek() == ')' : empty()) {
      if (in_list) continue;
      break;
    }
    space();
  }
  if (failed()) return {};
  auto flags = mail::parse_flags(names);
  if (flags) return std::move(*flags);
  fail(flags.error());
  return {};
}

std::optional<LiteralMark> literal_mark(std::string_view line) {
  if (line.empty() || line.back() != '}') return std::nullopt;
  const auto open = line.rfind('{');
  if (open == std::string_view::npos) return std::nullopt;
  auto digits = line.substr(open + 1, line.size() - open - 2);
  LiteralMark mark;
  if (!digits.empty() && digits.back() == '+') {
    mark.waits = false;
    digits.remove_suffix(1);
  }
  if (digits.empty() || !std::ranges::all_of(digits, base::text::is_digit)) return std::nullopt;
  // More than can be counted is announced all the same, and too large everywhere.
  mark.size = base::text::number(digits).value_or(std::numeric_limits<std::uint64_t>::max());
  return mark;
}

base::Result<Arguments> arguments_of(std::string_view text) {
  std::string without;
  std::vector<base::Body> literals;
  for (;;) {
    const auto end = text.find("\r\n");
    if (end == std::string_view::npos) break;
    const auto mark = literal_mark(text.substr(0, end));
    without += text.substr(0, end + 2);
    text.remove_prefix(end + 2);
    if (!mark) continue;
    if (mark->size > text.size()) return base::fail(base::Errc::syntax, "a literal is cut short");
    literals.emplace_back(std::string(text.substr(0, mark->size)));
    text.remove_prefix(mark->size);
  }
  without += text;
  return Arguments(std::move(without), std::move(literals));
}

}  // namespace wire::imap
