// Where a section lies in a message (RFC 3501 section 6.4.5).

#include <algorithm>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "mail/header.hpp"
#include "wire/imap/fetch.hpp"

namespace wire::imap {
namespace {

/// The part with these numbers. Every message has a part 1: its body, if it is no multipart. Numbers go
/// through a message/rfc822 part into the message inside it.
const mail::Part* find_part(const std::vector<std::uint32_t>& numbers, const mail::Part& root) {
  const mail::Part* part = &root;
  bool message = true;  // `part` is a message, not a part in a multipart
  for (const auto number : numbers) {
    if (!message && part->is_message()) {
      if (part->parts.empty()) return nullptr;
      part = &part->parts.front();
      message = true;
    }
    if (part->is_multipart()) {
      if (number > part->parts.size()) return nullptr;
      part = &part->parts[number - 1];
    } else if (number != 1 || !message) {
      return nullptr;
    }
    message = false;
  }
  return part;
}

Slice slice(std::size_t begin, std::size_t end) {
  return {begin, std::max(begin, end) - begin};
}

}  // namespace

std::optional<Slice> find_section(const Section& section, const mail::Part& root) {
  const auto* part = find_part(section.part, root);
  if (!part) return std::nullopt;
  using Text = Section::Text;
  if (section.text == Text::none)
    return slice(section.part.empty() ? part->begin : part->body_begin, part->end);
  if (section.text == Text::mime) return slice(part->begin, part->body_begin);
  if (!section.part.empty()) {
    // HEADER and TEXT of a part are those of the message that lies in it.
    if (!part->is_message() || part->parts.empty()) return std::nullopt;
    part = &part->parts.front();
  }
  if (section.text == Text::text) return slice(part->body_begin, part->end);
  return slice(part->begin, part->body_begin);
}

std::string chosen_fields(const Section& section, std::string_view header) {
  const bool listed_ones = section.text == Section::Text::header_fields;
  const mail::Header scanned(header);
  std::string out;
  for (const auto& field : scanned.fields()) {
    const bool listed = std::ranges::any_of(
        section.fields, [&](const auto& name) { return base::text::same_ignoring_case(name, field.name); });
    if (listed == listed_ones) out += header.substr(field.begin, field.end - field.begin);
  }
  return out + "\r\n";
}

Slice cut(std::size_t size, const std::optional<Partial>& partial) {
  if (!partial) return {0, size};
  const auto begin = std::min<std::size_t>(partial->origin, size);
  return {begin, std::min<std::size_t>(partial->length, size - begin)};
}

}  // namespace wire::imap
