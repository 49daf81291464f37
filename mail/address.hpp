// Addresses: of header fields (RFC 5322 section 3.4, with its obsolete forms) and of envelopes (RFC 5321
// section 4.1.2).
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace mail {

/// local-part@domain with quotes removed and the domain in lower case (UTF-8 allowed, RFC 6531). Both empty:
/// the null reverse-path <> (RFC 5321 section 4.5.5).
struct Address {
  std::string local;
  std::string domain;

  [[nodiscard]] bool empty() const { return local.empty() && domain.empty(); }
  /// As written in an envelope, quoted where it must be; "" for the null address.
  [[nodiscard]] std::string text() const;
  auto operator<=>(const Address&) const = default;
};

/// One entry of an address list. A group (RFC 5322 section 3.4) is flattened as IMAP's ENVELOPE wants it
/// (RFC 3501 section 7.4.2): a start entry with only the group's name, its members, an end entry with
/// nothing.
struct ListedAddress {
  enum class Kind { mailbox, group_start, group_end };
  Kind kind = Kind::mailbox;
  std::string display_name;  ///< unquoted, not decoded (RFC 2047); of a group its name
  std::string route;         ///< obsolete source route, as written
  Address address;
};

/// All entries of an address list field body, as far as they can be read; garbage gives fewer entries, never
/// an error.
std::vector<ListedAddress> parse_address_list(std::string_view field_body);

/// One envelope address without angle brackets, "" for the null address. `syntax` on anything else than
/// local-part@domain or a local part alone, at most 254 octets (RFC 5321 section 4.5.3.1; its 64 octets for a
/// local part are what must be accepted, and senders of bounce addresses exceed them).
base::Result<Address> parse_address(std::string_view text);

/// Splits the local part at the first `separator` that is not its first octet (RFC 5233): user, and detail if
/// there is one.
struct Subaddress {
  std::string user;
  std::optional<std::string> detail;
};
Subaddress subaddress(std::string_view local, char separator = '+');

}  // namespace mail
