// response (RFC 3501 section 9), read leniently: foreign servers bend the grammar.

#include "wire/imap/response.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "base/text.hpp"

namespace wire::imap {
namespace {

constexpr int limit_depth = 50;
constexpr std::size_t limit_values = 100'000;
constexpr std::array<std::string_view, 5> conditions{"OK", "NO", "BAD", "BYE", "PREAUTH"};

class Parser {
 public:
  explicit Parser(Arguments& in) : in_(in) {}

  /// Values up to `end`, which is left where it is, or up to the end of the text.
  std::vector<Value> values(char end) {
    std::vector<Value> found;
    while (!in_.empty() && in_.peek() != end) {
      if (in_.take(' ')) continue;  // some servers write two spaces, or one before the line's end
      found.push_back(value());
    }
    return found;
  }

 private:
  Value value() {
    if (++count_ > limit_values) in_.fail("too many values in one response");
    if (in_.peek() == '(') return list();
    if (in_.peek() == '"') return {.kind = Value::Kind::string, .text = in_.string()};
    // A message may be as large as the client lets it.
    if (in_.peek() == '{') return {.kind = Value::Kind::string, .text = std::string(in_.literal().view())};
    Value atom{.kind = Value::Kind::atom, .text = label()};
    if (atom.text.empty()) in_.fail("unexpected octet in a response");
    if (base::text::same_ignoring_case(atom.text, "NIL")) return {};
    return atom;
  }

  Value list() {
    Value found{.kind = Value::Kind::list};
    in_.expect('(');
    if (++depth_ > limit_depth) in_.fail("lists are nested too deep");
    found.items = values(')');
    --depth_;
    in_.expect(')');
    return found;
  }

  /// An atom, flag or number; what stands in brackets belongs to it: `BODY[HEADER.FIELDS (FROM TO)]<0>`.
  std::string label() {
    std::string text = in_.until(" ()[]\"\r\n");
    if (in_.take('[')) {
      text += '[' + in_.until("]\r\n");
      in_.expect(']');
      text += ']' + in_.until(" ()[]\"\r\n");
    }
    return text;
  }

  Arguments& in_;
  int depth_ = 0;
  std::size_t count_ = 0;
};

/// `[CODE values] text`.
void read_resp_text(Arguments& in, Response& response) {
  if (in.take('[')) {
    response.code = base::text::uppered(in.until(" ]"));
    response.code_values = Parser(in).values(']');
    in.expect(']');
    in.take(' ');
  }
  response.text = in.until("\r\n");
}

void read_data(Arguments& in, Response& response) {
  if (base::text::is_digit(in.peek())) {
    response.number = in.number();
    in.space();
  }
  response.name = base::text::uppered(in.until(" \r\n"));
  in.take(' ');
  if (response.name.empty()) in.fail("a response without a name");
  if (std::ranges::find(conditions, response.name) != conditions.end())
    read_resp_text(in, response);
  else
    response.values = Parser(in).values('\0');
}

}  // namespace

std::optional<std::uint64_t> Value::number() const {
  return kind == Kind::atom ? base::text::number(text) : std::nullopt;
}

base::Result<Response> parse_response(std::string text, std::vector<base::Body> literals) {
  Arguments in(std::move(text), std::move(literals));
  Response response;
  if (in.take('+')) {
    response.kind = Response::Kind::continuation;
    in.take(' ');
    response.text = in.until("\r\n");
  } else if (in.take('*')) {
    in.space();
    read_data(in, response);
  } else {
    response.kind = Response::Kind::tagged;
    response.tag = in.until(" ");
    if (response.tag.empty()) in.fail("a response without a tag");
    in.space();
    read_data(in, response);
  }
  if (auto read = in.finish(); !read) return read.error();
  return response;
}

base::Result<Response> parse_response_text(std::string_view text) {
  if (text.ends_with("\r\n")) text.remove_suffix(2);
  auto arguments = arguments_of(text);
  if (!arguments) return arguments.error();
  auto [without, literals] = std::move(*arguments).release();
  return parse_response(std::move(without), std::move(literals));
}

const Value* Fetched::find(std::string_view label) const {
  const auto at = items.find(std::string(label));
  return at == items.end() ? nullptr : &at->second;
}

mail::Uid Fetched::uid() const {
  const auto* value = find("UID");
  const auto number = value ? value->number() : std::nullopt;
  if (!number || *number > std::numeric_limits<std::uint32_t>::max()) return {};
  return mail::Uid{static_cast<std::uint32_t>(*number)};
}

base::Result<Fetched> fetched(Response response) {
  if (!response.is("FETCH") || !response.number || response.values.size() != 1 ||
      response.values[0].kind != Value::Kind::list || response.values[0].items.size() % 2 != 0)
    return base::fail(base::Errc::syntax, "not a FETCH response");
  Fetched found{.sequence = *response.number};
  auto& items = response.values[0].items;
  for (std::size_t i = 0; i < items.size(); i += 2) {
    if (items[i].kind != Value::Kind::atom)
      return base::fail(base::Errc::syntax, "a FETCH item without a name");
    found.items.insert_or_assign(base::text::uppered(items[i].text), std::move(items[i + 1]));
  }
  return found;
}

std::vector<std::string> capabilities(const std::vector<Value>& values) {
  std::vector<std::string> words;
  for (const auto& value : values)
    if (value.kind == Value::Kind::atom) words.push_back(base::text::uppered(value.text));
  return words;
}

}  // namespace wire::imap
