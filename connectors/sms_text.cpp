// The text of a short message (3GPP TS 23.038 section 6.2.1, TS 23.040 section 9.2.3.24.1).

#include "connectors/sms_text.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace connectors {
namespace {

constexpr std::string_view gsm_beyond_ascii = "£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà";
constexpr std::string_view gsm_extension = "^{}\\[~]|€";  // two septets each
constexpr std::string_view not_in_gsm = "`";  // with the extension, the rest of printable ASCII is in it

/// The first character of well-formed UTF-8.
std::string_view first_character(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  return text.substr(0, length);
}

std::size_t utf16_units(std::string_view character) {
  return character.size() == 4 ? 2 : 1;
}

/// 0 if it is not in the default alphabet.
std::size_t septets(std::string_view character) {
  if (gsm_extension.find(character) != std::string_view::npos) return 2;
  if (character.size() == 1)
    return character.front() >= 0x20 && character.front() < 0x7F && character != not_in_gsm;
  return gsm_beyond_ascii.find(character) != std::string_view::npos ? 1 : 0;
}

std::string one_line(std::string_view text) {
  std::string out = base::text::to_valid_utf8(text);
  std::ranges::replace_if(out, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return out;
}

std::size_t cost(std::string_view character, bool unicode) {
  return unicode ? utf16_units(character) : septets(character);
}

/// Parts that `text` takes: no character is cut in two, so a part may end one unit early.
std::size_t parts_of(std::string_view text, bool unicode) {
  const std::size_t alone = unicode ? 70 : 160;
  const std::size_t shared = unicode ? 67 : 153;
  std::size_t all = 0;
  std::size_t parts = 1;
  std::size_t filled = 0;
  while (!text.empty()) {
    const auto character = first_character(text);
    const auto units = cost(character, unicode);
    all += units;
    if (filled + units > shared) {
      ++parts;
      filled = 0;
    }
    filled += units;
    text.remove_prefix(character.size());
  }
  return all <= alone ? 1 : parts;
}

}  // namespace

base::Result<std::size_t> gsm_septets(std::string_view text) {
  std::size_t count = 0;
  while (!text.empty()) {
    const auto character = first_character(text);
    const auto units = septets(character);
    if (units == 0) return base::fail(base::Errc::unsupported, "a character is not in the default alphabet");
    count += units;
    text.remove_prefix(character.size());
  }
  return count;
}

SmsText fit_sms(std::string_view text, std::size_t most_parts) {
  const std::string line = one_line(text);
  const bool unicode = !gsm_septets(line);
  if (parts_of(line, unicode) <= most_parts)
    return {.text = line, .unicode = unicode, .parts = parts_of(line, unicode)};
  const auto cut_at = [&](std::size_t octets) {
    return std::string(base::text::utf8_prefix(line, octets)) + "...";
  };
  std::size_t fits = 0;
  std::size_t beyond = std::min(line.size(), most_parts * 160 * 4);  // no character has more octets than 4
  while (fits < beyond) {
    const auto middle = (fits + beyond + 1) / 2;
    if (parts_of(cut_at(middle), unicode) <= most_parts)
      fits = middle;
    else
      beyond = middle - 1;
  }
  return {.text = cut_at(fits), .unicode = unicode, .parts = parts_of(cut_at(fits), unicode)};
}

base::Result<std::string> international_number(std::string_view text) {
  std::string digits;
  const auto trimmed = base::text::trimmed(text);
  if (!trimmed.starts_with('+'))
    return base::fail(base::Errc::syntax, "a number must be in international form, with + in front");
  for (const char c : trimmed.substr(1)) {
    if (base::text::is_digit(c))
      digits += c;
    else if (std::string_view(" -.()").find(c) == std::string_view::npos)
      return base::fail(base::Errc::syntax, "a number holds only digits after its +");
  }
  if (digits.size() < 8 || digits.size() > 15 || digits.front() == '0')
    return base::fail(base::Errc::syntax,
                      "an international number has 8 to 15 digits and does not begin with 0");
  return "+" + digits;
}

}  // namespace connectors
