// The header of a message or of a MIME part (RFC 5322 section 2.2), found field by field without copying.

#include "mail/header.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "mail/lines.hpp"

namespace mail {
namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

/// The field name of a line (ftext of RFC 5322 section 3.6.8; blanks before the colon are the obsolete form
/// of section 4.5.3), or "" if the line begins no field.
std::string_view name_of(std::string_view line) {
  const auto end =
      std::ranges::find_if_not(line, [](char c) { return c > ' ' && c < '\x7F' && c != ':'; }) - line.begin();
  const auto name = line.substr(0, static_cast<std::size_t>(end));
  const auto colon = line.find_first_not_of(" \t", name.size());
  return colon != std::string_view::npos && line[colon] == ':' ? name : std::string_view();
}

}  // namespace

Header::Header(std::string_view octets) {
  bool in_field = false;
  while (size_ < octets.size()) {
    const auto line = line_at(octets, size_);
    size_ = line.end;
    if (line.text.empty()) break;
    if (is_blank(line.text.front())) {
      if (!in_field) continue;
      auto& field = fields_.back();
      const auto body_begin = static_cast<std::size_t>(field.body.data() - octets.data());
      field.body = octets.substr(body_begin, line.begin + line.text.size() - body_begin);
      field.end = line.end;
      continue;
    }
    const auto name = name_of(line.text);
    in_field = !name.empty() && fields_.size() < max_fields;
    if (!in_field) continue;
    const auto colon = line.text.find(':', name.size());
    fields_.push_back(
        {.name = name, .body = line.text.substr(colon + 1), .begin = line.begin, .end = line.end});
  }
}

const Field* Header::find(std::string_view name) const {
  const auto at = std::ranges::find_if(
      fields_, [&](const Field& field) { return base::text::same_ignoring_case(field.name, name); });
  return at == fields_.end() ? nullptr : &*at;
}

std::vector<const Field*> Header::all(std::string_view name) const {
  std::vector<const Field*> found;
  for (const auto& field : fields_)
    if (base::text::same_ignoring_case(field.name, name)) found.push_back(&field);
  return found;
}

std::string unfolded(std::string_view body) {
  std::string out;
  out.reserve(body.size());
  for (std::size_t at = 0; at < body.size(); ++at) {
    const char c = body[at];
    if (c != '\r' && c != '\n' && c != '\0') {
      out += c;
      continue;
    }
    if (c == '\r' && at + 1 < body.size() && body[at + 1] == '\n') ++at;
    const bool folded = c != '\0' && at + 1 < body.size() && is_blank(body[at + 1]) && body[at] == '\n';
    if (!folded) out += ' ';  // garbage: whoever writes this text must not write a line end with it
  }
  return std::string(base::text::trimmed(out));
}

}  // namespace mail
