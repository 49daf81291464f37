// Text of mail and scripts as traces show it.
#pragma once

#include <string>
#include <string_view>

namespace sieve {

/// In quotes, on one line, and not longer than a person reads.
std::string shown(std::string_view text);

}  // namespace sieve
