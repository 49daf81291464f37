// The header of a message or of a MIME part (RFC 5322 section 2.2, RFC 2047), found field by field without
// copying.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// One header field exactly as it stands in the message. The views point into the message.
struct Field {
  std::string_view name;  ///< before the colon, without trailing blanks
  std::string_view body;  ///< after the colon, still folded and encoded, without the last line end
  std::size_t begin = 0;  ///< offset of the name, counted from the start of the scanned octets
  std::size_t end = 0;    ///< offset behind the line end of its last line
};

/// A scanned header. Garbage never fails: a line that is no field is skipped. The scanned octets must outlive
/// it.
class Header {
 public:
  static constexpr std::size_t max_fields = 10'000;  ///< those behind are skipped, so that memory is bounded

  Header() = default;
  /// Scans up to and including the empty line, or the end of `octets`. CRLF and bare LF end lines here.
  explicit Header(std::string_view octets);

  [[nodiscard]] const std::vector<Field>& fields() const { return fields_; }
  /// Octets of the header including its empty line; the body begins here.
  [[nodiscard]] std::size_t size() const { return size_; }
  /// The first field called `name` (ASCII case ignored), or null.
  [[nodiscard]] const Field* find(std::string_view name) const;
  [[nodiscard]] std::vector<const Field*> all(std::string_view name) const;

 private:
  std::vector<Field> fields_;
  std::size_t size_ = 0;
};

/// `body` without folding (RFC 5322 section 2.2.3) and without white space at both ends; not decoded. Never
/// holds CR, LF or NUL.
std::string unfolded(std::string_view body);

/// `body` unfolded, its encoded words (RFC 2047) decoded, as UTF-8. What cannot be decoded stays as it was
/// written; raw 8-bit octets that are not UTF-8 are taken as ISO 8859-1. Never holds CR, LF or NUL.
std::string decoded(std::string_view body);

/// An RFC 2047 encoding of UTF-8 `text` for a header field, folded at 76 characters. Plain ASCII stays as it
/// is, unless it holds control characters or what looks like an encoded word, or is over 900 octets long.
std::string encoded(std::string_view text);

}  // namespace mail
