// Character sets of MIME (RFC 2978), as UTF-8, converted by ICU.

#include "mail/charset.hpp"

#include <algorithm>
#include <array>
#include <memory>

#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>

#include "base/text.hpp"
#include "mail/mime.hpp"

namespace mail {
namespace {

using Converter = std::unique_ptr<UConverter, decltype(&ucnv_close)>;

/// ICU takes a comma as the start of options and an empty name as "the default": only names as in RFC 2978
/// section 2.3 get through.
bool is_charset_name(std::string_view name) {
  return !name.empty() && name.size() <= 40 && std::ranges::all_of(name, [](char c) {
    return base::text::is_alpha(c) || base::text::is_digit(c) ||
           std::string_view("-_.:+()").find(c) != std::string_view::npos;
  });
}

Converter open_converter(const std::string& name) {
  UErrorCode status = U_ZERO_ERROR;
  return {ucnv_open(name.c_str(), &status), &ucnv_close};
}

/// ICU's own callback writes U+001A for some ill-formed octets.
void replace_ill_formed(const void* /*context*/, UConverterToUnicodeArgs* arguments, const char* /*octets*/,
                        int32_t /*count*/, UConverterCallbackReason reason, UErrorCode* status) {
  if (reason > UCNV_IRREGULAR) return;  // reset, close, clone
  constexpr UChar replacement = 0xFFFD;
  *status = U_ZERO_ERROR;
  ucnv_cbToUWriteUChars(arguments, &replacement, 1, 0, status);
}

std::string through_icu(UConverter& from, std::string_view octets) {
  const auto to = open_converter("UTF-8");
  std::string out;
  out.reserve(octets.size() + octets.size() / 2);
  std::array<char, 4096> piece{};
  std::array<UChar, 1024> pivot{};
  UChar* pivot_read = pivot.data();
  UChar* pivot_write = pivot.data();
  const char* source = octets.data();
  UErrorCode status = U_ZERO_ERROR;
  ucnv_setToUCallBack(&from, replace_ill_formed, nullptr, nullptr, nullptr, &status);
  status = U_BUFFER_OVERFLOW_ERROR;
  bool first = true;
  while (to && status == U_BUFFER_OVERFLOW_ERROR) {
    status = U_ZERO_ERROR;
    char* target = piece.data();
    ucnv_convertEx(to.get(), &from, &target, piece.data() + piece.size(), &source,
                   octets.data() + octets.size(), pivot.data(), &pivot_read, &pivot_write,
                   pivot.data() + pivot.size(), static_cast<UBool>(first), static_cast<UBool>(true), &status);
    first = false;
    out.append(piece.data(), target);
  }
  return out;
}

}  // namespace

std::optional<std::string> converted(std::string_view octets, std::string_view charset) {
  auto name = base::text::lowered(base::text::trimmed(charset));
  if (name == "utf-8" || name == "utf8" || name == "us-ascii" || name == "ascii")
    return base::text::is_utf8(octets) ? std::string(octets) : base::text::to_valid_utf8(octets);
  if (!is_charset_name(name)) return std::nullopt;
  if (name == "iso-8859-1" || name == "latin1") name = "windows-1252";
  const auto from = open_converter(name);
  if (!from) return std::nullopt;
  return through_icu(*from, octets);
}

std::string unlabelled_to_utf8(std::string_view octets) {
  if (base::text::is_utf8(octets)) return std::string(octets);
  return converted(octets, "windows-1252").value_or(base::text::to_valid_utf8(octets));
}

std::string to_utf8(std::string_view octets, std::string_view charset) {
  auto text = converted(octets, charset);
  return text ? std::move(*text) : base::text::to_valid_utf8(octets);
}

}  // namespace mail
