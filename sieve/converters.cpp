// Media types of conversions.

#include "sieve/converters.hpp"

#include "base/text.hpp"
#include "sieve/token.hpp"

namespace sieve {

bool is_media_type(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos || text.size() >= 200) return false;
  const auto type = base::text::lowered(text.substr(0, slash));
  const auto subtype = text.substr(slash + 1);
  return is_token(type) && is_token(subtype) && type != "multipart" && type != "message" &&
         text.find('*') == std::string_view::npos;
}

}  // namespace sieve
