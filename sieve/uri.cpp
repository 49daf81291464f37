// Percent-decoding (RFC 3986 section 2.1).

#include "sieve/uri.hpp"

#include "base/text.hpp"

namespace sieve {

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c <= 32 || c == 127) return std::nullopt;
    if (c != '%') {
      out += c;
      continue;
    }
    const auto octet = base::text::from_hex(text.substr(i + 1, 2));
    if (!octet || octet->size() != 1) return std::nullopt;
    out += *octet;
    i += 2;
  }
  return out;
}

}  // namespace sieve
