// The target of an HTTP request: path segments and query, percent-decoded (RFC 3986, RFC 9112 section 3.2).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace net {

struct HttpTarget {
  std::vector<std::string> segments;  ///< a decoded '/' stays inside its segment
  std::vector<std::pair<std::string, std::string>> query;
};

/// Takes origin-form and absolute-form. syntax: anything else, a broken %-escape, or a NUL.
base::Result<HttpTarget> parse_target(std::string_view target);

}  // namespace net
