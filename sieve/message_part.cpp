// A message as a part of a report.

#include "sieve/message_part.hpp"

#include "mail/header.hpp"
#include "sieve/entity.hpp"
#include "sieve/header_text.hpp"

namespace sieve {
namespace {

constexpr std::size_t most_header_octets = 32'768;

/// It has no parameters (RFC 3462 section 2). Only of what is no ASCII a charset is told all the same:
/// without one it would be read as such (RFC 2046 section 4.1.2).
constexpr const char* headers_type = "text/rfc822-headers";

/// Whole fields, as they came.
std::string header_of(std::string_view message) {
  std::string header;
  const mail::Header fields(message);
  for (const mail::Field& field : fields.fields()) {
    if (header.size() + (field.end - field.begin) > most_header_octets) break;
    header += message.substr(field.begin, field.end - field.begin);
  }
  return with_crlf(header);
}

}  // namespace

MessagePart message_part(std::string_view message, bool headers_only) {
  if (!headers_only) {
    std::string octets = with_crlf(message);
    const auto encoding = encoding_needed(octets);
    if (encoding != "binary") {
      std::string fields = raw_field("Content-Type", "message/rfc822");
      if (encoding != "7bit") fields += raw_field("Content-Transfer-Encoding", std::string(encoding));
      return {.octets = fields + "\r\n" + octets, .encoding = encoding};
    }
  }
  Entity header = text_entity(header_of(message), headers_type);
  if (header.encoding == "7bit") header.fields = raw_field("Content-Type", headers_type);
  return {.octets = header.octets(), .encoding = "7bit"};
}

}  // namespace sieve
