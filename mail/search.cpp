// What a search key needs in order to be decided.

#include "mail/search.hpp"

#include <algorithm>

namespace mail {

bool needs_body(const SearchKey& key) {
  using Kind = SearchKey::Kind;
  return key.kind == Kind::body || key.kind == Kind::text || std::ranges::any_of(key.operands, needs_body);
}

bool needs_octets(const SearchKey& key) {
  using Kind = SearchKey::Kind;
  switch (key.kind) {
    case Kind::header:
    case Kind::body:
    case Kind::text:
    case Kind::sent_before:
    case Kind::sent_on:
    case Kind::sent_since:
      return true;
    default:
      return std::ranges::any_of(key.operands, needs_octets);
  }
}

}  // namespace mail
