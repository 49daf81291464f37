// Annotations of mailboxes and of the server (RFC 5464).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace store {

struct Annotation {
  std::string entry;  ///< as annotation_name() spells it
  std::string value;  ///< octets
};

constexpr std::size_t largest_annotation = 64 * 1024;  // octets of a value

/// The one spelling of an entry's name (RFC 5464 section 3.2), which has no case: below /private or /shared;
/// syntax.
base::Result<std::string> annotation_name(std::string_view entry);

/// The same, or one of the two roots, under which GETMETADATA with DEPTH may look.
base::Result<std::string> annotation_root(std::string_view entry);

/// Those below /shared of the server are one for everybody; of a mailbox they are its owner's.
bool is_shared(std::string_view annotation);

}  // namespace store
