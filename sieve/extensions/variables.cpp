// "variables" (RFC 5229): ${name} in strings, set, and the test string.

#include "sieve/variables.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "sieve/extension.hpp"
#include "sieve/match.hpp"
#include "sieve/variable_name.hpp"

namespace sieve {
namespace {

Piece literal(std::string_view text) {
  return {.kind = Piece::Kind::literal, .text = std::string(text)};
}

/// The piece for what stands between `${` and `}`, or nothing if that is no variable-ref.
std::optional<Piece> reference(std::string_view name, Check& check, syntax::Span span) {
  if (!is_variable_reference(name)) return std::nullopt;
  if (base::text::is_digit(name.front())) {
    const auto number = base::text::number(name);
    const auto highest = check.limits().match_variables;
    if (!number || *number > highest) {
      check.error(span, "match variables end at ${" + std::to_string(highest) + "}");
      return literal("");
    }
    check.reads_captures();
    return Piece{.kind = Piece::Kind::match, .index = static_cast<std::size_t>(*number)};
  }
  const auto dot = name.find('.');
  if (dot == std::string_view::npos)
    return Piece{.kind = Piece::Kind::variable, .index = check.variable(name, span)};
  const Namespace* space = check.space(name.substr(0, dot), span);
  if (space == nullptr) return literal("");
  const auto rest = name.substr(dot + 1);
  if (space->knows != nullptr && !space->knows(rest))
    check.error(span, "the namespace \"" + std::string(space->name) + "\" has no variable \"" +
                          std::string(rest) + '"');
  if (space->shares) return Piece{.kind = Piece::Kind::variable, .index = check.shared_variable(rest, span)};
  return Piece{.kind = Piece::Kind::space, .text = std::string(rest), .space = space};
}

// Section 3: one pass from the left; what is no reference stays as it is.
void interpret(Check& check, Text& text) {
  const std::string_view all = text.constant;
  std::size_t kept = 0;  // everything before it is in pieces
  for (std::size_t at = all.find("${"); at != std::string_view::npos; at = all.find("${", at)) {
    const std::size_t close = all.find_first_not_of(variable_characters, at + 2);
    const bool closed = close != std::string_view::npos && all[close] == '}';
    auto piece = closed ? reference(all.substr(at + 2, close - at - 2), check, text.span) : std::nullopt;
    if (!piece) {
      at += 2;
      continue;
    }
    if (at > kept) text.pieces.push_back(literal(all.substr(kept, at - kept)));
    text.pieces.push_back(std::move(*piece));
    at = kept = close + 1;
  }
  if (text.pieces.empty()) return;
  if (kept < all.size()) text.pieces.push_back(literal(all.substr(kept)));
  text.constant.clear();
}

void check_set(Check& check, Statement& statement) {
  check_variable(check, statement.given.positional[0]->strings.front());
  // Section 6: said early where it is known. No error, since a modifier may make it shorter, and other sites
  // may hold more.
  const Text& value = statement.given.positional[1]->strings.front();
  const auto longest = check.limits().variable_octets;
  if (value.is_constant() && value.constant.size() > longest)
    check.warn(value.span, "a variable holds " + std::to_string(longest) + " octets, the rest is cut off");
}

// Section 4.
void set(Run& run, const Arguments& arguments) {
  const Text& value = arguments.texts("value").front();
  set_variable(run, arguments.texts("name").front(), modified(run, arguments, std::string(run.text(value))),
               run.from_message(value));
}

// Section 5. The count of an empty string is 0.
bool string_test(Run& run, const Arguments& arguments) {
  const auto sources = arguments.texts("source");
  const bool from_message =
      std::ranges::any_of(sources, [&](const Text& source) { return run.from_message(source); });
  Match match(run, arguments, from_message);
  for (const auto value : arguments.strings("source"))
    if (match.offer(value, value.empty() ? 0 : 1)) return true;
  return match.finish();
}

std::string first_changed(std::string_view text, char (*change)(char)) {
  std::string out(text);
  if (!out.empty()) out.front() = change(out.front());
  return out;
}

std::string lower_first(std::string_view text) {
  return first_changed(text, base::text::lower);
}

std::string upper_first(std::string_view text) {
  return first_changed(text, base::text::upper);
}

std::string quote_wildcard(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '*' || c == '?' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

// Section 4.1.1: in characters of UTF-8, not in octets.
std::string length(std::string_view text) {
  return std::to_string(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

const Modifier lower_modifier{.precedence = 40, .apply = base::text::lowered};
const Modifier upper_modifier{.precedence = 40, .apply = base::text::uppered};
const Modifier lower_first_modifier{.precedence = 30, .apply = lower_first};
const Modifier upper_first_modifier{.precedence = 30, .apply = upper_first};
const Modifier quote_wildcard_modifier{.precedence = 20, .apply = quote_wildcard, .whole = whole_quoted};
const Modifier length_modifier{.precedence = 10, .apply = length};

}  // namespace

extern const Extension variables_extension{
    .capability = "variables",
    .commands = {{.name = "set",
                  .takes = {{.name = "name", .constant = true}, string("value")},
                  .modifiers = true,
                  .check = check_set,
                  .perform = set}},
    .tests = {{.name = "string",
               .takes = {string_list("source"), string_list("key-list")},
               .keys = "key-list",
               .evaluate = string_test}},
    .tags = {{.on = any_modifier, .name = ":lower", .group = "modifier 40", .modifier = &lower_modifier},
             {.on = any_modifier, .name = ":upper", .group = "modifier 40", .modifier = &upper_modifier},
             {.on = any_modifier,
              .name = ":lowerfirst",
              .group = "modifier 30",
              .modifier = &lower_first_modifier},
             {.on = any_modifier,
              .name = ":upperfirst",
              .group = "modifier 30",
              .modifier = &upper_first_modifier},
             {.on = any_modifier,
              .name = ":quotewildcard",
              .group = "modifier 20",
              .modifier = &quote_wildcard_modifier},
             {.on = any_modifier, .name = ":length", .group = "modifier 10", .modifier = &length_modifier}},
    .interpret = interpret,
};

}  // namespace sieve
