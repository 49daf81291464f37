// Replies of SMTP and LMTP (RFC 5321 section 4.2) with enhanced codes (RFC 2034).

#include "wire/smtp/reply.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace wire::smtp {
namespace {

constexpr std::size_t longest_line_octets = 512;  // with code and CRLF
constexpr std::size_t max_lines = 512;
constexpr std::size_t max_octets = 65'536;

std::string printable(std::string_view text) {
  std::string out(text);
  for (auto& c : out) {
    if (static_cast<unsigned char>(c) >= 0x80) c = '?';
    if (c < ' ' || c == '\x7F') c = ' ';
  }
  return out;
}

/// The next piece of `text` that fits into `room`, cut at a space if there is one; takes it off.
std::string_view take_piece(std::string_view& text, std::size_t room) {
  if (text.size() <= room) return std::exchange(text, {});
  const auto space = text.rfind(' ', room);
  const bool at_space = space != std::string_view::npos && space > 0;
  const auto piece = text.substr(0, at_space ? space : room);
  text.remove_prefix(at_space ? space + 1 : room);
  return piece;
}

/// Octets of the enhanced code that `text` begins with, 0 if there is none or it does not fit the code (RFC
/// 2034 section 4: class, subject and detail, then a space or the end).
std::size_t enhanced_size(std::string_view text, int code) {
  const auto size = std::min(text.find(' '), text.size());
  const auto parts = base::text::split(text.substr(0, size), '.');
  const auto is_number = [](std::string_view part) {
    return !part.empty() && part.size() <= 3 && std::ranges::all_of(part, base::text::is_digit);
  };
  const bool fits =
      parts.size() == 3 && parts[0] == std::to_string(code / 100) && std::ranges::all_of(parts, is_number);
  return fits ? size : 0;
}

}  // namespace

std::string write(const Reply& reply) {
  const auto code = std::to_string(reply.code);
  const auto enhanced = reply.enhanced.empty() ? "" : printable(reply.enhanced) + ' ';
  const auto room = longest_line_octets - code.size() - 1 - enhanced.size() - 2;
  std::vector<std::string> pieces;
  for (const auto& line : reply.lines) {
    const auto text = printable(line);
    std::string_view rest = text;
    do pieces.emplace_back(take_piece(rest, room));
    while (!rest.empty());
  }
  if (pieces.empty()) pieces.emplace_back();
  std::string out;
  for (const auto& piece : pieces) {
    out += code;
    out += &piece == &pieces.back() ? ' ' : '-';
    out += enhanced + piece + "\r\n";
  }
  return out;
}

base::Result<std::optional<Reply>> ReplyReader::add_line(std::string_view line) {
  octets_ += line.size();
  if (octets_ > max_octets || reply_.lines.size() == max_lines)
    return base::fail(base::Errc::too_large, "the server's reply is too long");
  const auto code = line.size() >= 3 ? base::text::number(line.substr(0, 3)) : std::nullopt;
  const char separator = line.size() > 3 ? line[3] : ' ';
  if (!code || *code < 200 || *code > 599 || (separator != ' ' && separator != '-'))
    return base::fail(base::Errc::syntax, "the server's reply is malformed");
  const auto number = static_cast<int>(*code);
  if (!reply_.lines.empty() && number != reply_.code)
    return base::fail(base::Errc::syntax, "the server's reply changes its code");
  reply_.code = number;
  auto text = line.substr(std::min<std::size_t>(line.size(), 4));
  if (const auto size = enhanced_size(text, number); size > 0) {
    if (reply_.enhanced.empty()) reply_.enhanced = text.substr(0, size);
    text.remove_prefix(std::min(size + 1, text.size()));
  }
  reply_.lines.emplace_back(text);
  if (separator == '-') return std::optional<Reply>();
  octets_ = 0;
  return std::optional<Reply>(std::exchange(reply_, {}));
}

}  // namespace wire::smtp
