// The release that this is.
#pragma once

namespace base {

inline constexpr const char* version = "0.1.0";

}  // namespace base
