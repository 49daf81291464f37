// A message as a part of a report (RFC 2046 section 5.2.1, RFC 3462 section 2).
#pragma once

#include <string>
#include <string_view>

namespace sieve {

struct MessagePart {
  std::string octets;         ///< its own header, an empty line, the message
  std::string_view encoding;  ///< "7bit" or "8bit": what the entity around it must say (RFC 2045 section 6.4)
};

/// The whole message, or its header alone where `headers_only`, or where the octets are such as only
/// BINARYMIME carries.
MessagePart message_part(std::string_view message, bool headers_only);

}  // namespace sieve
