// Octets and their number.
#pragma once

#include <cstdint>
#include <string>

namespace base {

/// A string of octets as received or to be sent. Text is UTF-8 unless a comment says otherwise.
using Octets = std::string;

/// A number of octets: sizes, quotas and limits.
using ByteCount = std::uint64_t;

}  // namespace base
