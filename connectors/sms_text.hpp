// The text of a short message: its alphabet, its length, and where it must be cut (3GPP TS 23.038,
// TS 23.040).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace connectors {

/// A text as it fits into `parts` short messages.
struct SmsText {
  std::string text;      ///< UTF-8 on one line, cut with "..." if it was too long
  bool unicode = false;  ///< a character lies outside the default alphabet: UCS-2 must be sent
  std::size_t parts = 0;
};

/// Septets of `text` in the default alphabet of TS 23.038 section 6.2.1 (its extension costs two each), or
/// `unsupported` if a character lies outside it.
base::Result<std::size_t> gsm_septets(std::string_view text);

/// Control characters become spaces. One message holds 160 septets or 70 UTF-16 units; each part of several
/// 153 or 67.
SmsText fit_sms(std::string_view text, std::size_t most_parts);

/// A phone number in the international form of E.164, "+" and 8 to 15 digits; spaces, hyphens, dots and
/// parentheses are dropped. `syntax` for anything else: short codes, letters, several numbers.
base::Result<std::string> international_number(std::string_view text);

}  // namespace connectors
