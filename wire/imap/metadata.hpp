// Arguments of GETMETADATA and SETMETADATA (RFC 5464 section 5).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wire/imap/arguments.hpp"

namespace wire::imap {

struct GetMetadata {
  std::string mailbox;  ///< UTF-8; "": the server
  std::optional<std::uint32_t> max_size;
  std::optional<std::uint32_t> depth = 0;  ///< nothing: infinity
  std::vector<std::string> entries;        ///< as written, at least one
};
GetMetadata get_metadata_arguments(Arguments& arguments);

struct SetMetadata {
  struct Entry {
    std::string name;                  ///< as written
    std::optional<std::string> value;  ///< nothing for NIL
    std::uint64_t size = 0;            ///< of the value; `value` is "" if that is beyond what is asked for
  };
  std::string mailbox;  ///< UTF-8; "": the server
  std::vector<Entry> entries;
};
/// Values of more than `largest` octets are not copied.
SetMetadata set_metadata_arguments(Arguments& arguments, std::uint64_t largest);

/// `NAME value` of a METADATA response: NIL for no value, a literal8 (RFC 3516) for one with a NUL.
std::string metadata_item(std::string_view name, const std::optional<std::string>& value);

}  // namespace wire::imap
