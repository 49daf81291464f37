// The envelope of a message, as its header has it.

#include "sievetool/envelope.hpp"

#include <initializer_list>
#include <string_view>
#include <utility>

namespace sievetool {
namespace {

/// The first address of the first of these fields that has one with a local part.
mail::Address first_address(const mail::Message& message, std::initializer_list<std::string_view> names,
                            mail::Address otherwise) {
  for (const auto name : names) {
    const auto* field = message.header().find(name);
    if (field == nullptr) continue;
    for (const auto& listed : mail::parse_address_list(field->body)) {
      if (listed.kind != mail::ListedAddress::Kind::mailbox) continue;
      if (!listed.address.local.empty() && !listed.address.domain.empty()) return listed.address;
      break;  // only the first address is looked at
    }
  }
  return otherwise;
}

}  // namespace

mail::Address sender_of(const mail::Message& message, mail::Address otherwise) {
  return first_address(message, {"Return-Path", "Sender", "From"}, std::move(otherwise));
}

mail::Address recipient_of(const mail::Message& message, mail::Address otherwise) {
  return first_address(message, {"Envelope-To", "To"}, std::move(otherwise));
}

}  // namespace sievetool
