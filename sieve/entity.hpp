// MIME entities made of what a script gives (RFC 2045): the text of an answer, of what replaces a part, of
// what encloses a message.
#pragma once

#include <string>
#include <string_view>

namespace sieve {

/// Octets that can travel. `fields` are about the content alone, so no Bcc and no second From comes with
/// them.
struct Entity {
  std::string fields;    ///< Content-Type and its like, each with its line end
  std::string encoding;  ///< Content-Transfer-Encoding, lower case; "" is 7bit
  std::string body;
  bool is_composite = false;  ///< multipart or message, so that it cannot be encoded as a whole

  /// Header, empty line and body.
  [[nodiscard]] std::string octets() const;
};

/// Lines that end in CRLF, whatever ended them.
std::string crlf_lines(std::string_view text);

/// The same, and the last line ends too unless there is none.
std::string with_crlf(std::string_view text);

/// Text in UTF-8 of that type; encoded unless it is made of short lines of ASCII. `text` is UTF-8 with CRLF.
Entity text_entity(std::string_view text, std::string_view type = "text/plain");

/// What a script wrote as an entity, its header before an empty line. The encoding that it names is mended if
/// its octets are not such.
Entity mime_entity(std::string_view written);

/// Why `written` is no header and body, or "": a header is ASCII text.
std::string_view entity_fault(std::string_view written);

/// In base64, if it is not encoded yet and can be.
void encode(Entity& entity);

/// 7bit, 8bit or binary: what the octets need (RFC 2045 section 6.2).
std::string_view encoding_needed(std::string_view octets);

}  // namespace sieve
