// "extracttext" (RFC 5703 section 7): the text of the current part into a variable.

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "mail/charset.hpp"
#include "mail/html.hpp"
#include "mail/mime.hpp"
#include "sieve/charset_cost.hpp"
#include "sieve/extension.hpp"
#include "sieve/parts.hpp"
#include "sieve/variables.hpp"

namespace sieve {
namespace {

constexpr std::string_view replacement = "\uFFFD";
constexpr std::uint64_t cost_of_html = 8;  ///< times that of reading it

void check_extract(Check& check, Statement& statement) {
  const bool loops = std::ranges::any_of(
      check.enclosing(), [](const Statement* around) { return around->command->name == "foreverypart"; });
  if (!loops)
    check.error(statement.span, "extracttext stands in no foreverypart",
                "write: foreverypart { extracttext \"name\"; }");
  else if (!check.in_effect("variables"))
    check.error(statement.span, "extracttext needs the extension \"variables\"",
                "add at the top: require \"variables\";");
  else
    check_variable(check, statement.given.positional[0]->strings.front());
}

/// As much as is read of a body, cut at a line.
std::string_view beginning(std::string_view body, std::size_t limit) {
  if (body.size() <= limit) return body;
  body = body.substr(0, limit);
  const auto line = body.rfind('\n');
  return line == std::string_view::npos ? body : body.substr(0, line + 1);
}

bool is_base64(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    return base::text::is_alpha(c) || base::text::is_digit(c) ||
           (c != '\0' && std::string_view("+/= \t\r\n").find(c) != std::string_view::npos);
  });
}

/// Nothing: an encoding that nobody knows, or octets that are not such.
std::optional<std::string> decoded(std::string_view body, std::string_view encoding) {
  const bool known = encoding == "7bit" || encoding == "8bit" || encoding == "binary" ||
                     encoding == "quoted-printable" || encoding == "base64";
  if (!known || (encoding == "base64" && !is_base64(body))) return std::nullopt;
  return mail::decode_transfer(body, encoding);
}

/// Nothing: a charset that nobody knows, or octets that are not of it; only the last character may be cut
/// off.
std::optional<std::string> as_utf8(std::string_view octets, const mail::MediaType& type, bool is_cut) {
  const auto charset = type.parameter("charset");
  for (int i = 0; i < 3 && is_cut && charset.empty() && !base::text::is_utf8(octets); ++i)
    octets.remove_suffix(1);
  const bool is_text = type.type == "text" || mail::is_html(type);
  auto text = charset.empty() ? std::optional(is_text ? mail::unlabelled_to_utf8(octets)
                                                      : base::text::to_valid_utf8(octets))
                              : mail::converted(octets, charset);
  if (!text) return std::nullopt;
  while (is_cut && text->ends_with(replacement)) text->resize(text->size() - replacement.size());
  const bool had_any = base::text::is_utf8(octets) && octets.find(replacement) != std::string_view::npos;
  if (!had_any && text->find(replacement) != std::string::npos) return std::nullopt;
  return text;
}

std::string characters(std::string text, std::uint64_t count) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins = (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U;
    if (begins && count-- == 0) {
      text.resize(i);
      break;
    }
  }
  return text;
}

/// Empty if there is none. What is made of parts has no text of its own.
std::string text_of(Run& run, const mail::Part& part) {
  if (!part.parts.empty()) return {};
  const auto whole = part.body(run.message().octets());
  const auto body = beginning(whole, run.limits().part_octets);
  run.spend_octets(body.size());
  const auto octets = decoded(body, part.encoding);
  if (!octets) return {};
  run.spend_octets(charset_cost(part.type.parameter("charset"), octets->size()));
  auto text = as_utf8(*octets, part.type, body.size() < whole.size());
  if (!text) return {};
  if (!mail::is_html(part.type)) return std::move(*text);
  run.spend_octets(cost_of_html * text->size());
  return mail::html_text(*text);
}

void extract(Run& run, const Arguments& arguments) {
  const mail::Part* part = current_part(run);
  std::string text = part == nullptr ? std::string() : text_of(run, *part);
  if (arguments.has(":first")) text = characters(std::move(text), arguments.number(":first"));
  text.resize(base::text::utf8_prefix(text, run.limits().string_octets).size());
  run.spend_octets(text.size());
  set_variable(run, arguments.texts("varname").front(), modified(run, arguments, std::move(text)), true);
}

}  // namespace

extern const Extension extracttext_extension{
    .capability = "extracttext",
    .looks_inside = true,
    .commands = {{.name = "extracttext",
                  .takes = {{.name = "varname", .constant = true}},
                  .tags = {{.name = ":first", .takes = {number("number")}}},
                  .modifiers = true,
                  .check = check_extract,
                  .perform = extract}},
};

}  // namespace sieve
