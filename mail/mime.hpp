// The MIME structure of a message (RFC 2045, 2046) with exact octet offsets. Nothing of the body is copied.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// A parameter of Content-Type or Content-Disposition; RFC 2231 continuations joined and decoded to UTF-8.
struct Parameter {
  std::string name;  ///< lower case
  std::string value;
};

struct MediaType {
  std::string type = "text";  ///< lower case
  std::string subtype = "plain";
  std::vector<Parameter> parameters;
  /// The value of `name` (lower case), or "".
  [[nodiscard]] std::string_view parameter(std::string_view name) const;
};

/// A node of the MIME tree. Offsets count from the start of the whole message.
struct Part {
  std::size_t begin = 0;       ///< of its header
  std::size_t body_begin = 0;  ///< behind the header's empty line
  std::size_t end = 0;         ///< before the line end that belongs to the next boundary
  MediaType type;
  std::string encoding = "7bit";  ///< Content-Transfer-Encoding, lower case
  std::string disposition;        ///< lower case, without parameters; "" if absent
  std::vector<Parameter> disposition_parameters;
  std::vector<Part> parts;  ///< of a multipart: its parts; of message/rfc822: one, the inner message

  [[nodiscard]] bool is_multipart() const { return type.type == "multipart"; }
  [[nodiscard]] bool is_message() const {
    return type.type == "message" && (type.subtype == "rfc822" || type.subtype == "global");
  }
  [[nodiscard]] std::string_view header(std::string_view message) const {
    return message.substr(begin, body_begin - begin);
  }
  [[nodiscard]] std::string_view body(std::string_view message) const {
    return message.substr(body_begin, end - body_begin);
  }
};

struct MimeLimits {
  std::size_t depth = 50;    ///< nested deeper is left as one opaque part
  std::size_t parts = 1000;  ///< all together; the rest is left inside the last one
};

/// The tree of a whole message. Never fails, whatever the octets are; time and memory are linear in them.
Part scan_mime(std::string_view message, MimeLimits limits = {});

/// Undoes quoted-printable or base64; other encodings give `body` unchanged. Lenient, never fails.
std::string decode_transfer(std::string_view body, std::string_view encoding);

/// `octets` of charset `charset` as UTF-8; an unknown charset is read as UTF-8, ill-formed octets as U+FFFD.
std::string to_utf8(std::string_view octets, std::string_view charset);

/// Lines of the body, as BODYSTRUCTURE counts them (RFC 3501 section 7.4.2).
std::size_t line_count(std::string_view body);

/// The text a person would read first, as UTF-8 on one line, at most `limit_octets`: the first text/plain
/// part that is no attachment, else the first text/html without its tags. For snippets.
std::string first_text(std::string_view message, const Part& root, std::size_t limit_octets);

}  // namespace mail
