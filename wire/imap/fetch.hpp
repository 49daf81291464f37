// What FETCH asks for (RFC 3501 section 6.4.5), and where a section lies in a message.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "mail/mime.hpp"
#include "wire/imap/arguments.hpp"

namespace wire::imap {

/// The section of BODY[section]: part numbers, then what of that part.
struct Section {
  enum class Text { none, header, header_fields, header_fields_not, text, mime };
  std::vector<std::uint32_t> part;
  Text text = Text::none;
  std::vector<std::string> fields;  ///< as the client wrote them

  [[nodiscard]] bool whole() const { return part.empty() && text == Text::none; }
};

/// <origin.length> of a partial fetch.
struct Partial {
  std::uint32_t origin = 0;
  std::uint32_t length = 0;  ///< at least 1
};

struct FetchItem {
  enum class Kind {
    uid,
    flags,
    internal_date,
    rfc822_size,
    envelope,
    body,  ///< BODY without section: BODYSTRUCTURE without extension data
    body_structure,
    section,  ///< BODY[...], RFC822, RFC822.HEADER, RFC822.TEXT
    mod_seq,  ///< RFC 7162
  };
  Kind kind = Kind::uid;
  std::string label;  ///< how the response names it: `BODY[HEADER]<0>`, `RFC822.TEXT`
  Section section;
  std::optional<Partial> partial;
  bool sets_seen = false;  ///< no PEEK
};

/// An item or a list of items or ALL, FAST, FULL; takes them from `arguments`, which holds the failure.
/// At most 200 items.
std::vector<FetchItem> fetch_items(Arguments& arguments);

/// True if the item cannot be answered without the message's octets.
bool needs_octets(const FetchItem& item);

/// Octets [begin, begin + length) of the message.
struct Slice {
  std::size_t begin = 0;
  std::size_t length = 0;
};
/// Where `section` lies, nothing if there is no such part. For header_fields and header_fields_not it is the
/// header that they choose from.
std::optional<Slice> find_section(const Section& section, const mail::Part& root);
/// The fields of `header` that `section` asks for, as they stand, and the empty line (RFC 3501
/// section 6.4.5).
std::string chosen_fields(const Section& section, std::string_view header);
/// The part of [0, size) that `partial` asks for.
Slice cut(std::size_t size, const std::optional<Partial>& partial);

}  // namespace wire::imap
