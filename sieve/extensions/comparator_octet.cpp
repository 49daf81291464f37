// The comparator i;octet (RFC 4790 section 9.3): octets as they are. It needs no require (RFC 5228
// section 2.7.3).

#include <cstring>

#include "sieve/extension.hpp"

namespace sieve {
namespace {

bool equal(std::string_view value, std::string_view key) {
  return value == key;
}

// memmem, because string_view::find takes quadratic time on texts like "aaaa".
std::size_t find(std::string_view value, std::string_view key) {
  if (key.empty()) return 0;
  const void* found = memmem(value.data(), value.size(), key.data(), key.size());
  if (found == nullptr) return std::string_view::npos;
  return static_cast<std::size_t>(static_cast<const char*>(found) - value.data());
}

int order(std::string_view value, std::string_view key) {
  return value.compare(key);
}

}  // namespace

extern const Extension comparator_octet_extension{
    .capability = "comparator-i;octet",
    .always = true,
    .comparators = {{.name = "i;octet", .equal = equal, .find = find, .order = order}},
};

}  // namespace sieve
