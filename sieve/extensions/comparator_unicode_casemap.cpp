// The comparator i;unicode-casemap (RFC 5051): in titlecase and decomposed, whatever the language.

#include <algorithm>
#include <array>
#include <cstring>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include "base/text.hpp"
#include "sieve/extension.hpp"

namespace sieve {
namespace {

void append(std::string& out, UChar32 code) {
  std::array<char, U8_MAX_LENGTH> octets{};
  std::int32_t size = 0;
  U8_APPEND_UNSAFE(octets.data(), size, code);
  out.append(octets.data(), static_cast<std::size_t>(size));
}

/// Section 2 (2): titlecase, then its decomposition of any type; getDecomposition is recursive already.
void append_folded(std::string& out, UChar32 code) {
  if (code < 0x80) {
    out += base::text::upper(static_cast<char>(code));
    return;
  }
  static const icu::Normalizer2* const nfkd = [] {
    UErrorCode status = U_ZERO_ERROR;
    return icu::Normalizer2::getNFKDInstance(status);
  }();
  const UChar32 title = u_totitle(code);
  icu::UnicodeString decomposed;
  if (nfkd == nullptr || !nfkd->getDecomposition(title, decomposed)) {
    append(out, title);
    return;
  }
  for (std::int32_t i = 0; i < decomposed.length(); i = decomposed.moveIndex32(i, 1))
    append(out, decomposed.char32At(i));
}

// Section 2 (1)(b): what is not UTF-8 is taken as it is.
std::string fold(std::string_view text, std::vector<std::size_t>* origins) {
  std::string out;
  const bool valid = base::text::is_utf8(text);
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    if (valid) {
      UChar32 code = 0;
      U8_NEXT_UNSAFE(text.data(), at, code);
      append_folded(out, code);
    } else {
      out += text[at++];
    }
    if (origins != nullptr) origins->resize(out.size(), begin);
  }
  if (origins != nullptr) origins->push_back(text.size());
  return out;
}

std::string folded(std::string_view text) {
  return fold(text, nullptr);
}

bool equal(std::string_view value, std::string_view key) {
  return folded(value) == folded(key);
}

std::size_t find(std::string_view value, std::string_view key) {
  const std::string text = folded(value);
  const std::string wanted = folded(key);
  if (wanted.empty()) return 0;
  const void* found = memmem(text.data(), text.size(), wanted.data(), wanted.size());
  if (found == nullptr) return std::string_view::npos;
  return static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

int order(std::string_view value, std::string_view key) {
  return folded(value).compare(folded(key));
}

/// A character and the marks that stand on it: what one letter of the text became.
std::size_t character(std::string_view value) {
  constexpr std::size_t longest = 1024;
  const auto size = static_cast<std::int32_t>(std::min(value.size(), longest));
  std::int32_t next = 0;
  UChar32 code = 0;
  U8_NEXT(value.data(), next, size, code);  // NOLINT(bugprone-inc-dec-in-conditions): of ICU
  if (code < 0) return 1;
  std::int32_t end = next;
  while (next < size) {
    U8_NEXT(value.data(), next, size, code);  // NOLINT(bugprone-inc-dec-in-conditions): of ICU
    if (code < 0 || u_getCombiningClass(code) == 0) break;
    end = next;
  }
  return static_cast<std::size_t>(end);
}

}  // namespace

extern const Extension comparator_unicode_casemap_extension{
    .capability = "comparator-i;unicode-casemap",
    .comparators = {{.name = "i;unicode-casemap",
                     .equal = equal,
                     .find = find,
                     .order = order,
                     .character = character,
                     .fold = fold,
                     .weight = 16}},
};

}  // namespace sieve
