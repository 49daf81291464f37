// Number, kinds and names of arguments (RFC 5804 sections 1.6 and 4).

#include "managesieve/arguments.hpp"

#include <algorithm>

namespace managesieve {
namespace {

std::optional<Reply> check(Takes takes, const Token& argument) {
  using Kind = Takes::Kind;
  if (takes.kind == Kind::number) {
    if (argument.kind != Token::Kind::number) return bad("expected a number of 32 bits");
    return std::nullopt;
  }
  if (argument.kind != Token::Kind::string) return bad("expected a string");
  const bool is_name = takes.kind == Kind::name || takes.kind == Kind::active_name;
  if (!is_name || (takes.kind == Kind::active_name && argument.text.empty())) return std::nullopt;
  if (!wire::managesieve::is_script_name(argument.text))
    return no("", "a script's name is 1 to 512 octets of UTF-8 without control characters");
  return std::nullopt;
}

}  // namespace

std::optional<Reply> check_arguments(const std::vector<Takes>& takes, const Arguments& arguments) {
  const auto needed = static_cast<std::size_t>(std::ranges::count(takes, false, &Takes::optional));
  if (arguments.size() < needed) return bad("too few arguments");
  if (arguments.size() > takes.size()) return bad("too many arguments");
  for (std::size_t i = 0; i < arguments.size(); ++i)
    if (auto wrong = check(takes[i], arguments[i])) return wrong;
  return std::nullopt;
}

}  // namespace managesieve
