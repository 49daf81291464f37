// Character sets of MIME (RFC 2978), as UTF-8. The only user of ICU in this room stands behind this header.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mail {

/// `octets` of charset `charset` as UTF-8, ill-formed octets as U+FFFD; nothing if the charset is unknown.
/// US-ASCII is read as UTF-8 and ISO 8859-1 as windows-1252: supersets, and what such labels often hold.
std::optional<std::string> converted(std::string_view octets, std::string_view charset);

/// Octets without a label: UTF-8 if they are, else ISO 8859-1 (as windows-1252).
std::string unlabelled_to_utf8(std::string_view octets);

}  // namespace mail
