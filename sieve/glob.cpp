// Matching of :matches patterns, without backtracking over stars (RFC 5228 section 2.7.1).

#include "sieve/glob.hpp"

#include <cstring>
#include <utility>

#include "sieve/extension.hpp"

namespace sieve {
namespace {

bool same_octets(std::string_view value, std::string_view key) {
  return value == key;
}

std::size_t find_octets(std::string_view value, std::string_view key) {
  const void* found = memmem(value.data(), value.size(), key.data(), key.size());
  if (found == nullptr) return std::string_view::npos;
  return static_cast<std::size_t>(static_cast<const char*>(found) - value.data());
}

}  // namespace

Glob::Glob(std::string_view pattern, const Comparator& comparator) : segments_(1) {
  std::string literal;
  const auto flush = [&] {
    if (literal.empty()) return;
    if (comparator.fold != nullptr) literal = comparator.fold(literal, nullptr);
    segments_.back().push_back(std::exchange(literal, {}));
  };
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '*') {
      flush();
      segments_.emplace_back();
    } else if (c == '?') {
      flush();
      segments_.back().emplace_back();
    } else {
      if (c == '\\' && i + 1 < pattern.size()) ++i;
      literal += pattern[i];
    }
  }
  flush();
}

struct Glob::Matcher {
  std::string_view value;
  const Comparator& comparator;
  std::uint64_t& work;

  /// The end of `segment` if it stands at `at`, else npos.
  [[nodiscard]] std::size_t end_at(const Segment& segment, std::size_t at) const {
    for (const auto& part : segment) {
      if (at > value.size() || value.size() - at < part.size()) return std::string_view::npos;
      if (part.empty()) {
        if (at == value.size()) return std::string_view::npos;
        at += comparator.character(value.substr(at));
      } else {
        work += part.size();
        if (!comparator.equal(value.substr(at, part.size()), part)) return std::string_view::npos;
        at += part.size();
      }
    }
    return at;
  }

  /// The first place of `segment` at or behind `from`.
  [[nodiscard]] Place first(const Segment& segment, std::size_t from) const {
    constexpr Place none{std::string_view::npos, std::string_view::npos};
    if (segment.empty()) return {from, from};
    for (std::size_t at = from; at <= value.size();) {
      if (!segment.front().empty()) {  // jump to where its first literal stands
        const auto found = comparator.find(value.substr(at), segment.front());
        work += found == std::string_view::npos ? value.size() - at : found;
        if (found == std::string_view::npos) return none;
        at += found;
      }
      const auto end = end_at(segment, at);
      if (end != std::string_view::npos) return {at, end};
      if (at == value.size()) return none;
      at += comparator.character(value.substr(at));
    }
    return none;
  }

  /// The place of `segment` that ends with the value, at or behind `from`.
  [[nodiscard]] Place last(const Segment& segment, std::size_t from) const {
    std::size_t shortest = 0;
    bool literal = true;
    for (const auto& part : segment) {
      shortest += part.empty() ? 1 : part.size();
      literal = literal && !part.empty();
    }
    constexpr Place none{std::string_view::npos, std::string_view::npos};
    if (value.size() - from < shortest) return none;
    // A character has up to 4 octets, so each `?` may move the beginning to the left; folded ones have more.
    std::size_t earliest = value.size() - shortest;
    if (!literal) {
      const std::size_t room = comparator.fold == nullptr ? 3 * segment.size() : value.size();
      earliest = earliest - from > room ? earliest - room : from;
    }
    for (std::size_t at = earliest; at <= value.size() - shortest; ++at)
      if (end_at(segment, at) == value.size()) return {at, value.size()};
    return none;
  }

  /// What each `?` of `segment`, placed at `at`, stands for.
  void capture(const Segment& segment, std::size_t at, std::vector<std::string_view>& captures) const {
    for (const auto& part : segment) {
      const std::size_t size = part.empty() ? comparator.character(value.substr(at)) : part.size();
      if (part.empty()) captures.push_back(value.substr(at, size));
      at += size;
    }
  }
};

bool Glob::matches(std::string_view value, const Comparator& comparator, std::uint64_t& work,
                   std::vector<std::string_view>* captures) const {
  if (comparator.fold == nullptr) return matches_text(value, comparator, work, captures);
  const Comparator octets{.name = comparator.name,
                          .equal = same_octets,
                          .find = find_octets,
                          .character = comparator.character,
                          .fold = comparator.fold};
  std::vector<std::size_t> origins;
  const std::string folded = comparator.fold(value, &origins);
  work += folded.size();
  if (!matches_text(folded, octets, work, captures)) return false;
  if (captures == nullptr) return true;
  for (auto& capture : *captures) {  // match variables show what was written
    const auto begin = static_cast<std::size_t>(capture.data() - folded.data());
    const auto from = origins[begin];
    capture = value.substr(from, origins[begin + capture.size()] - from);
  }
  return true;
}

bool Glob::matches_text(std::string_view value, const Comparator& comparator, std::uint64_t& work,
                        std::vector<std::string_view>* captures) const {
  const Matcher matcher{.value = value, .comparator = comparator, .work = work};
  if (captures != nullptr) captures->assign(1, value);
  const std::size_t count = segments_.size();
  std::size_t end = 0;
  for (std::size_t i = 0; i < count; ++i) {
    Place place{end, std::string_view::npos};
    if (i == 0) {
      place.end = matcher.end_at(segments_[0], 0);
      if (count == 1 && place.end != value.size()) return false;
    } else {
      place = i + 1 == count ? matcher.last(segments_[i], end) : matcher.first(segments_[i], end);
    }
    if (place.end == std::string_view::npos) return false;
    if (captures != nullptr) {
      if (i > 0) captures->push_back(value.substr(end, place.begin - end));
      matcher.capture(segments_[i], place.begin, *captures);
    }
    end = place.end;
  }
  return true;
}

}  // namespace sieve
