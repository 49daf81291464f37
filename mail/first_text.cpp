// The text a person would read first, for snippets of notifications.

#include <algorithm>

#include "base/text.hpp"
#include "mail/html.hpp"
#include "mail/mime.hpp"

namespace mail {
namespace {

/// Style sheets at the start of HTML are long; more than this is not searched for text.
constexpr std::size_t most_octets_read = 262'144;

/// In the order of the message, the first text/`subtype` that is no attachment and not inside one.
const Part* find_text(const Part& part, std::string_view subtype) {
  if (part.disposition == "attachment") return nullptr;
  if (part.parts.empty()) return part.type.type == "text" && part.type.subtype == subtype ? &part : nullptr;
  for (const auto& child : part.parts)
    if (const auto* found = find_text(child, subtype)) return found;
  return nullptr;
}

std::string text_of(std::string_view message, const Part& part) {
  const auto body = part.body(message).substr(0, most_octets_read);
  return to_utf8(decode_transfer(body, part.encoding), part.type.parameter("charset"));
}

/// Octets at the start of `text` that show as a space: white space, control characters, U+00A0, U+2028,
/// U+2029.
std::size_t space_size(std::string_view text) {
  if (static_cast<unsigned char>(text.front()) <= ' ' || text.front() == '\x7F') return 1;
  if (text.starts_with("\u00A0")) return 2;
  return text.starts_with("\u2028") || text.starts_with("\u2029") ? 3 : 0;
}

/// Octets at the start of `text` that do not show: soft hyphen, zero width space, byte order mark, and the
/// combining joiner with which senders pad their previews.
std::size_t unseen_size(std::string_view text) {
  if (text.starts_with("\u00AD") || text.starts_with("\u034F")) return 2;
  return text.starts_with("\u200B") || text.starts_with("\uFEFF") ? 3 : 0;
}

std::string on_one_line(std::string_view text, std::size_t limit_octets) {
  std::string out;
  bool gap = false;
  while (!text.empty() && out.size() <= limit_octets) {
    if (const auto unseen = unseen_size(text); unseen > 0) {
      text.remove_prefix(unseen);
    } else if (const auto space = space_size(text); space > 0) {
      gap = !out.empty();
      text.remove_prefix(space);
    } else {
      if (gap) out += ' ';
      gap = false;
      out += text.front();
      text.remove_prefix(1);
    }
  }
  return std::string(base::text::trimmed(base::text::utf8_prefix(out, limit_octets)));
}

}  // namespace

std::string first_text(std::string_view message, const Part& root, std::size_t limit_octets) {
  if (const auto* plain = find_text(root, "plain")) {
    auto line = on_one_line(text_of(message, *plain), limit_octets);
    if (!line.empty()) return line;
  }
  const auto* html = find_text(root, "html");
  return html == nullptr ? "" : on_one_line(html_text(text_of(message, *html)), limit_octets);
}

}  // namespace mail
