// Strings of RFC 3501 section 9.

#include "wire/imap/write.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "wire/imap/arguments.hpp"
#include "wire/imap/mailbox_name.hpp"

namespace wire::imap {
namespace {

constexpr std::size_t longest_quoted = 1000;
constexpr std::size_t longest_text = 500;

bool may_be_quoted(std::string_view text) {
  return text.size() <= longest_quoted && std::ranges::all_of(text, [](char c) {
           const auto octet = static_cast<unsigned char>(c);
           return octet >= 0x20 && octet < 0x7F;
         });
}

}  // namespace

std::string literal_head(base::ByteCount size) {
  return "{" + std::to_string(size) + "}\r\n";
}

std::string string_of(std::string_view text) {
  if (!may_be_quoted(text)) return literal_head(text.size()).append(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

std::string astring_of(std::string_view text) {
  const bool is_atom =
      !text.empty() && std::ranges::all_of(text, [](char c) { return is_atom_char(c) || c == ']'; });
  return is_atom && !base::text::same_ignoring_case(text, "NIL") ? std::string(text) : string_of(text);
}

std::string mailbox_of(std::string_view name) {
  return astring_of(mailbox_name_to_wire(name));
}

std::string resp_text(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, longest_text)) {
    const auto octet = static_cast<unsigned char>(c);
    out += octet >= 0x20 && octet < 0x7F ? c : '?';
  }
  // resp-text must not be empty, and a bracket at its start would read as a response code.
  if (out.empty() || out.front() == '[') out.insert(0, "- ");
  return out;
}

std::string uid_list(const std::vector<mail::Uid>& uids) {
  std::string out;
  for (std::size_t i = 0; i < uids.size();) {
    std::size_t last = i;
    while (last + 1 < uids.size() && uids[last + 1].value == uids[last].value + 1) ++last;
    if (!out.empty()) out += ',';
    out += std::to_string(uids[i].value);
    if (last > i) out += ':' + std::to_string(uids[last].value);
    i = last + 1;
  }
  return out;
}

}  // namespace wire::imap
