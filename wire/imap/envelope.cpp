// ENVELOPE (RFC 3501 section 7.4.2).

#include <string>
#include <string_view>

#include "mail/address.hpp"
#include "wire/imap/write.hpp"

namespace wire::imap {
namespace {

std::string nstring_of_field(const mail::Header& header, std::string_view name) {
  const auto* field = header.find(name);
  return field ? string_of(mail::unfolded(field->body)) : "NIL";
}

std::string or_nil(std::string_view text) {
  return text.empty() ? "NIL" : string_of(text);
}

std::string address(const mail::ListedAddress& entry) {
  using Kind = mail::ListedAddress::Kind;
  // A group starts with its name in the place of the mailbox, and ends with an entry of nothing.
  if (entry.kind == Kind::group_start) return "(NIL NIL " + string_of(entry.display_name) + " NIL)";
  if (entry.kind == Kind::group_end) return "(NIL NIL NIL NIL)";
  // A NIL host would read as a group, so that an address without a domain gets an empty one.
  return "(" + or_nil(entry.display_name) + " " + or_nil(entry.route) + " " + string_of(entry.address.local) +
         " " + string_of(entry.address.domain) + ")";
}

std::string addresses(const mail::Header& header, std::string_view name) {
  const auto* field = header.find(name);
  if (!field) return "NIL";
  std::string out;
  for (const auto& entry : mail::parse_address_list(field->body)) out += address(entry);
  return out.empty() ? "NIL" : "(" + out + ")";
}

}  // namespace

std::string envelope(const mail::Header& header) {
  const auto from = addresses(header, "From");
  // Sender and Reply-To default to From, also when they are there and empty.
  const auto or_from = [&](std::string_view name) {
    auto list = addresses(header, name);
    return list == "NIL" ? from : list;
  };
  return "(" + nstring_of_field(header, "Date") + " " + nstring_of_field(header, "Subject") + " " + from +
         " " + or_from("Sender") + " " + or_from("Reply-To") + " " + addresses(header, "To") + " " +
         addresses(header, "Cc") + " " + addresses(header, "Bcc") + " " +
         nstring_of_field(header, "In-Reply-To") + " " + nstring_of_field(header, "Message-ID") + ")";
}

}  // namespace wire::imap
