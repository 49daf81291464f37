// Character references of HTML: numbers, the names of ISO 8859-1, and the commonest of the others.

#include "mail/html_reference.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>

namespace mail {
namespace {

struct Entity {
  std::string_view name;
  std::string_view text;
};
constexpr std::array entities{
    Entity{"amp", "&"},         Entity{"lt", "<"},          Entity{"gt", ">"},
    Entity{"quot", "\""},       Entity{"apos", "'"},        Entity{"zwnj", "\u200C"},
    Entity{"zwj", "\u200D"},    Entity{"ensp", "\u2002"},   Entity{"emsp", "\u2003"},
    Entity{"thinsp", "\u2009"}, Entity{"euro", "\u20AC"},   Entity{"trade", "\u2122"},
    Entity{"hellip", "\u2026"}, Entity{"ndash", "\u2013"},  Entity{"mdash", "\u2014"},
    Entity{"lsquo", "\u2018"},  Entity{"rsquo", "\u2019"},  Entity{"sbquo", "\u201A"},
    Entity{"ldquo", "\u201C"},  Entity{"rdquo", "\u201D"},  Entity{"bdquo", "\u201E"},
    Entity{"lsaquo", "\u2039"}, Entity{"rsaquo", "\u203A"}, Entity{"bull", "\u2022"},
    Entity{"dagger", "\u2020"}, Entity{"permil", "\u2030"}, Entity{"larr", "\u2190"},
    Entity{"rarr", "\u2192"},   Entity{"minus", "\u2212"},  Entity{"ne", "\u2260"},
    Entity{"le", "\u2264"},     Entity{"ge", "\u2265"},     Entity{"OElig", "\u0152"},
    Entity{"oelig", "\u0153"},  Entity{"Scaron", "\u0160"}, Entity{"scaron", "\u0161"},
    Entity{"Yuml", "\u0178"},
};

/// Of the characters from U+00A0 on, in their order.
constexpr auto latin_names = std::to_array<std::string_view>(
    {"nbsp",   "iexcl",  "cent",   "pound",  "curren", "yen",    "brvbar", "sect",   "uml",    "copy",
     "ordf",   "laquo",  "not",    "shy",    "reg",    "macr",   "deg",    "plusmn", "sup2",   "sup3",
     "acute",  "micro",  "para",   "middot", "cedil",  "sup1",   "ordm",   "raquo",  "frac14", "frac12",
     "frac34", "iquest", "Agrave", "Aacute", "Acirc",  "Atilde", "Auml",   "Aring",  "AElig",  "Ccedil",
     "Egrave", "Eacute", "Ecirc",  "Euml",   "Igrave", "Iacute", "Icirc",  "Iuml",   "ETH",    "Ntilde",
     "Ograve", "Oacute", "Ocirc",  "Otilde", "Ouml",   "times",  "Oslash", "Ugrave", "Uacute", "Ucirc",
     "Uuml",   "Yacute", "THORN",  "szlig",  "agrave", "aacute", "acirc",  "atilde", "auml",   "aring",
     "aelig",  "ccedil", "egrave", "eacute", "ecirc",  "euml",   "igrave", "iacute", "icirc",  "iuml",
     "eth",    "ntilde", "ograve", "oacute", "ocirc",  "otilde", "ouml",   "divide", "oslash", "ugrave",
     "uacute", "ucirc",  "uuml",   "yacute", "thorn",  "yuml"});
static_assert(latin_names.size() == 0x100 - 0xA0);
constexpr std::uint32_t first_latin = 0xA0;

constexpr std::size_t longest_reference = 12;

void add_character(std::string& out, std::uint32_t code) {
  const auto octet = [&](std::uint32_t value) { out += static_cast<char>(value); };
  if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) code = 0xFFFD;
  if (code < 0x80) return octet(code);
  if (code < 0x800) {
    octet(0xC0 | code >> 6);
  } else {
    if (code < 0x10000) {
      octet(0xE0 | code >> 12);
    } else {
      octet(0xF0 | code >> 18);
      octet(0x80 | (code >> 12 & 0x3F));
    }
    octet(0x80 | (code >> 6 & 0x3F));
  }
  octet(0x80 | (code & 0x3F));
}

/// Of `#228` or `#xE4`; nothing if it is neither.
std::optional<std::uint32_t> numbered(std::string_view name) {
  name.remove_prefix(1);
  const bool as_hex = name.starts_with('x') || name.starts_with('X');
  if (as_hex) name.remove_prefix(1);
  std::uint32_t code = 0;
  const auto [stop, error] = std::from_chars(name.data(), name.data() + name.size(), code, as_hex ? 16 : 10);
  if (name.empty() || error != std::errc{} || stop != name.data() + name.size()) return std::nullopt;
  return code;
}

}  // namespace

std::size_t add_reference(std::string& out, std::string_view text) {
  const auto end = text.substr(0, longest_reference).find(';');
  if (end == std::string_view::npos) return 0;
  const auto name = text.substr(1, end - 1);
  if (name.starts_with('#')) {
    const auto code = numbered(name);
    if (!code) return 0;
    add_character(out, *code);
    return end + 1;
  }
  if (const auto latin = std::ranges::find(latin_names, name); latin != latin_names.end()) {
    add_character(out, first_latin + static_cast<std::uint32_t>(latin - latin_names.begin()));
    return end + 1;
  }
  const auto known = std::ranges::find(entities, name, &Entity::name);
  if (known == entities.end()) return 0;
  out += known->text;
  return end + 1;
}

}  // namespace mail
