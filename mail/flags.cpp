// Message flags (RFC 3501 section 2.3.2): system flags and keywords.

#include "mail/flags.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"

namespace mail {
namespace {

constexpr std::size_t longest_keyword_octets = 255;

struct SystemFlag {
  Flags::System flag;
  std::string_view name;
};
constexpr std::array system_flags{
    SystemFlag{Flags::answered, "\\Answered"}, SystemFlag{Flags::flagged, "\\Flagged"},
    SystemFlag{Flags::deleted, "\\Deleted"},   SystemFlag{Flags::seen, "\\Seen"},
    SystemFlag{Flags::draft, "\\Draft"},
};

bool before(std::string_view a, std::string_view b) {
  return std::ranges::lexicographical_compare(a, b, {}, base::text::lower, base::text::lower);
}

/// ATOM-CHAR of RFC 3501 section 9.
bool is_atom_char(char c) {
  return c > ' ' && c < '\x7F' && std::string_view("(){%*\"\\]").find(c) == std::string_view::npos;
}

}  // namespace

Flags::Flags(std::uint8_t system, std::vector<std::string> keywords)
    : system_(system & (answered | flagged | deleted | seen | draft)), keywords_(std::move(keywords)) {
  std::ranges::sort(keywords_, [](std::string_view a, std::string_view b) {
    return before(a, b) ||
           (!before(b, a) && a < b);  // of two spellings the same one stays, whatever their order
  });
  const auto doubled = std::ranges::unique(keywords_, base::text::same_ignoring_case);
  keywords_.erase(doubled.begin(), doubled.end());
}

bool Flags::has_keyword(std::string_view keyword) const {
  const auto at = std::ranges::lower_bound(keywords_, keyword, before);
  return at != keywords_.end() && base::text::same_ignoring_case(*at, keyword);
}

void Flags::add(const Flags& other) {
  system_ |= other.system_;
  for (const auto& keyword : other.keywords_) {
    const auto at = std::ranges::lower_bound(keywords_, keyword, before);
    if (at == keywords_.end() || !base::text::same_ignoring_case(*at, keyword)) keywords_.insert(at, keyword);
  }
}

void Flags::remove(const Flags& other) {
  system_ = static_cast<std::uint8_t>(system_ & ~other.system_);
  std::erase_if(keywords_, [&](const auto& keyword) { return other.has_keyword(keyword); });
}

std::string Flags::text() const {
  std::string out;
  const auto write = [&](std::string_view name) {
    if (!out.empty()) out += ' ';
    out += name;
  };
  for (const auto& [flag, name] : system_flags)
    if (has(flag)) write(name);
  for (const auto& keyword : keywords_) write(keyword);
  return out;
}

base::Result<Flags> parse_flags(const std::vector<std::string>& names) {
  std::uint8_t system = 0;
  std::vector<std::string> keywords;
  for (const auto& name : names) {
    if (name.starts_with('\\')) {
      const auto known = std::ranges::find_if(system_flags, [&](const SystemFlag& entry) {
        return base::text::same_ignoring_case(entry.name, name);
      });
      if (known == system_flags.end()) return base::fail(base::Errc::syntax, "no such flag can be set");
      system |= known->flag;
    } else if (name.empty() || !std::ranges::all_of(name, is_atom_char)) {
      return base::fail(base::Errc::syntax, "a keyword must be an atom");
    } else if (name.size() > longest_keyword_octets) {
      return base::fail(base::Errc::too_large, "a keyword is too long");
    } else {
      keywords.push_back(name);
    }
  }
  return Flags(system, std::move(keywords));
}

}  // namespace mail
