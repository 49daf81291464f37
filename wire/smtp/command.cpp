// Commands of SMTP and LMTP (RFC 5321 section 4.1, RFC 2033).

#include "wire/smtp/command.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace wire::smtp {
namespace {

using base::Errc;

constexpr std::size_t longest_line_octets = 12'288;
constexpr std::size_t max_parameters = 20;

base::Error refuse(const char* why) {
  return base::fail(Errc::syntax, why);
}

/// Position behind the ">" that ends the path at the start of `text`, quoted strings passed over; 0 if there
/// is none.
std::size_t path_size(std::string_view text) {
  bool quoted = false;
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (quoted && text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      quoted = !quoted;
    } else if (text[at] == '>' && !quoted) {
      return at + 1;
    }
  }
  return 0;
}

/// The mailbox of `@a,@b:mailbox` (RFC 5321 section 4.1.1.3: servers should ignore the route).
std::string_view without_route(std::string_view path) {
  if (!path.starts_with('@')) return path;
  const auto colon = path.find(':');
  return colon == std::string_view::npos ? path : path.substr(colon + 1);
}

bool is_keyword(std::string_view name) {
  const auto is_letter_or_digit = [](char c) { return base::text::is_alpha(c) || base::text::is_digit(c); };
  return !name.empty() && is_letter_or_digit(name.front()) &&
         std::ranges::all_of(name, [&](char c) { return c == '-' || is_letter_or_digit(c); });
}

/// esmtp-value of RFC 5321 section 4.1.2, with RFC 6531 section 3.3; "=" too, which some senders leave
/// unescaped.
bool is_value(std::string_view value) {
  return !value.empty() && std::ranges::all_of(value, [](char c) {
    return static_cast<unsigned char>(c) > ' ' && c != '\x7F';
  });
}

base::Result<std::vector<Parameter>> parse_parameters(std::string_view text) {
  std::vector<Parameter> parameters;
  for (const auto word : base::text::split(text, ' ')) {
    if (word.empty()) continue;
    const auto equals = word.find('=');
    const auto name = base::text::uppered(word.substr(0, equals));
    const auto value = equals == std::string_view::npos ? std::string_view() : word.substr(equals + 1);
    if (!is_keyword(name) || (equals != std::string_view::npos && !is_value(value)))
      return refuse("malformed parameter");
    if (std::ranges::find(parameters, name, &Parameter::name) != parameters.end())
      return refuse("parameter given twice");
    if (parameters.size() == max_parameters) return base::fail(Errc::too_large, "too many parameters");
    parameters.push_back({name, std::string(value)});
  }
  return parameters;
}

struct PathAndParameters {
  mail::Address path;
  std::vector<Parameter> parameters;
};

/// White space behind the colon is no part of the grammar, but widespread.
base::Result<PathAndParameters> parse_path_command(std::string_view argument, std::string_view keyword) {
  if (!base::text::starts_with_ignoring_case(argument, keyword))
    return refuse("FROM:<address> or TO:<address> expected");
  const auto text = base::text::trimmed(argument.substr(keyword.size()));
  const auto size = text.starts_with('<') ? path_size(text) : 0;
  if (size == 0) return refuse("address in angle brackets expected");
  auto address = mail::parse_address(without_route(text.substr(1, size - 2)));
  if (!address) return std::move(address).error();
  const auto rest = text.substr(size);
  if (!rest.empty() && rest.front() != ' ') return refuse("space expected behind the address");
  auto parameters = parse_parameters(rest);
  if (!parameters) return std::move(parameters).error();
  return PathAndParameters{std::move(*address), std::move(*parameters)};
}

base::Result<std::string> write_path_command(std::string_view verb, const mail::Address& path,
                                             const std::vector<Parameter>& parameters) {
  const auto address = path.text();
  const auto again = mail::parse_address(address);
  if (!again || *again != path) return refuse("address cannot be written");
  std::string line(verb);
  line += ":<" + address + ">";
  for (const auto& [name, value] : parameters) {
    if (!is_keyword(name) || (!value.empty() && !is_value(value)))
      return refuse("parameter cannot be written");
    line += ' ' + name;
    if (!value.empty()) line += '=' + value;
  }
  return line + "\r\n";
}

}  // namespace

base::Result<Command> parse_command(std::string_view line) {
  if (line.size() > longest_line_octets) return base::fail(Errc::too_large, "command line too long");
  if (line.find_first_of(std::string_view("\0\r\n", 3)) != std::string_view::npos)
    return refuse("NUL, CR or LF in command");
  if (!base::text::is_utf8(line)) return refuse("command is not UTF-8");
  const auto end = std::min(line.find(' '), line.size());
  const auto verb = base::text::trimmed(line.substr(0, end));  // a tab may stand behind a lone verb
  if (verb.empty() || !std::ranges::all_of(verb, base::text::is_alpha)) return refuse("command expected");
  return Command{.verb = base::text::uppered(verb),
                 .argument = std::string(base::text::trimmed(line.substr(end)))};
}

base::Result<MailFrom> parse_mail_from(std::string_view argument) {
  auto parsed = parse_path_command(argument, "FROM:");
  if (!parsed) return std::move(parsed).error();
  return MailFrom{std::move(parsed->path), std::move(parsed->parameters)};
}

base::Result<RcptTo> parse_rcpt_to(std::string_view argument) {
  auto parsed = parse_path_command(argument, "TO:");
  if (!parsed) return std::move(parsed).error();
  if (parsed->path.empty()) return refuse("recipient expected");
  return RcptTo{std::move(parsed->path), std::move(parsed->parameters)};
}

base::Result<Chunk> parse_bdat(std::string_view argument) {
  const auto space = std::min(argument.find(' '), argument.size());
  const auto size = base::text::number(argument.substr(0, space));
  const auto rest = base::text::trimmed(argument.substr(space));
  const bool last = base::text::same_ignoring_case(rest, "LAST");
  if (!size || (!rest.empty() && !last)) return refuse("BDAT size [LAST] expected");
  return Chunk{.size = *size, .last = last};
}

base::Result<std::string> write_mail_from(const mail::Address& reverse_path,
                                          const std::vector<Parameter>& parameters) {
  return write_path_command("MAIL FROM", reverse_path, parameters);
}

base::Result<std::string> write_rcpt_to(const mail::Address& forward_path,
                                        const std::vector<Parameter>& parameters) {
  if (forward_path.empty()) return refuse("recipient expected");
  return write_path_command("RCPT TO", forward_path, parameters);
}

std::string write_bdat(Chunk chunk) {
  return "BDAT " + std::to_string(chunk.size) + (chunk.last ? " LAST\r\n" : "\r\n");
}

}  // namespace wire::smtp
