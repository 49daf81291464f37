// Media types of conversions.

#include "sieve/converters.hpp"

#include "base/text.hpp"
#include "sieve/token.hpp"

namespace sieve {

bool is_media_type(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos || text.size() >= 200) return false;
  return is_token(text.substr(0, slash)) && is_token(text.substr(slash + 1)) &&
         text.find('*') == std::string_view::npos;
}

bool is_composite(std::string_view type) {
  return base::text::starts_with_ignoring_case(type, "multipart/") ||
         base::text::starts_with_ignoring_case(type, "message/");
}

}  // namespace sieve
