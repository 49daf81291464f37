// Matching of :matches patterns, without backtracking over stars (RFC 5228 section 2.7.1).

#include "sieve/glob.hpp"

#include <algorithm>
#include <cstring>

#include "sieve/extension.hpp"

namespace sieve {
namespace {

constexpr auto nowhere = std::string_view::npos;

/// Text that is compared octet by octet, and where its characters end.
class Compared {
 public:
  /// `character` may be null: each octet is one.
  Compared(std::string_view octets, std::size_t (*character)(std::string_view))
      : octets_(octets), by_octet_(character == nullptr) {
    if (by_octet_) return;
    for (std::size_t at = 0; at < octets.size();) ends_.push_back(at += character(octets.substr(at)));
  }

  [[nodiscard]] std::string_view octets() const { return octets_; }
  [[nodiscard]] std::size_t size() const { return octets_.size(); }
  [[nodiscard]] bool by_octet() const { return by_octet_; }

  /// The place behind `count` characters that begin at `at`.
  [[nodiscard]] std::size_t behind(std::size_t at, std::size_t count) const {
    if (count == 0) return at;
    if (by_octet_) return count <= size() - at ? at + count : nowhere;
    const auto next = std::ranges::upper_bound(ends_, at) - ends_.begin();
    const std::size_t end = static_cast<std::size_t>(next) + count - 1;
    return end < ends_.size() ? ends_[end] : nowhere;
  }

  /// The place at or behind `from` where `count` characters begin that end at `to`.
  [[nodiscard]] std::size_t before(std::size_t to, std::size_t count, std::size_t from) const {
    if (count == 0) return to;
    if (by_octet_) return to - count;
    const auto last = std::ranges::lower_bound(ends_, to);
    if (last == ends_.end() || *last != to) return nowhere;  // a literal began within a character
    const auto index = static_cast<std::size_t>(last - ends_.begin());
    return std::max(from, index >= count ? ends_[index - count] : 0);
  }

 private:
  std::string_view octets_;
  bool by_octet_;
  std::vector<std::size_t> ends_;
};

}  // namespace

Glob::Glob(std::string_view pattern, const Comparator& comparator) : segments_(1) {
  const auto add = [&](char c) {
    Segment& segment = segments_.back();
    if (segment.empty()) segment.emplace_back();
    segment.back().literal += c;
  };
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '*') {
      segments_.emplace_back();
    } else if (c == '?') {
      has_any_ = true;
      Segment& segment = segments_.back();
      if (segment.empty() || !segment.back().literal.empty()) segment.emplace_back();
      ++segment.back().any;
    } else {
      if (c == '\\' && i + 1 < pattern.size()) ++i;
      add(pattern[i]);
    }
  }
  if (comparator.fold == nullptr) return;
  for (auto& segment : segments_)
    for (auto& part : segment) part.literal = comparator.fold(part.literal, nullptr);
}

class Glob::Matcher {
 public:
  Matcher(const Compared& value, Budget& budget) : value_(value), budget_(budget) {}

  /// The end of the parts if they stand at `at`.
  [[nodiscard]] std::size_t end_at(const Segment& segment, std::size_t first, std::size_t at) const {
    for (std::size_t i = first; i < segment.size(); ++i) {
      const Part& part = segment[i];
      at = value_.behind(at, part.any);
      if (at == nowhere || !stands(part.literal, at)) return nowhere;
      at += part.literal.size();
    }
    return at;
  }

  /// The first place of `segment` at or behind `from`.
  [[nodiscard]] Place first(const Segment& segment, std::size_t from) const {
    constexpr Place none{nowhere, nowhere};
    if (segment.empty()) return {from, from};
    const Part& lead = segment.front();
    for (std::size_t at = value_.behind(from, lead.any); at <= value_.size(); ++at) {
      at = find(lead.literal, at);
      if (at == nowhere) return none;
      const std::size_t begin = value_.before(at, lead.any, from);
      const std::size_t end = begin == nowhere ? nowhere : end_at(segment, 1, at + lead.literal.size());
      if (end != nowhere) return {begin, end};
    }
    return none;
  }

  /// The place of `segment` that ends with the value, at or behind `from`.
  [[nodiscard]] Place last(const Segment& segment, std::size_t from) const {
    constexpr Place none{nowhere, nowhere};
    const std::size_t size = value_.size();
    if (value_.by_octet()) {
      std::size_t octets = 0;
      for (const auto& part : segment) octets += part.any + part.literal.size();
      if (octets > size - from || end_at(segment, 0, size - octets) == nowhere) return none;
      return {size - octets, size};
    }
    // Where it ends grows with where it begins, and only places within one character end alike.
    std::size_t low = from;
    for (std::size_t high = size + 1; low < high;) {
      const std::size_t middle = low + (high - low) / 2;
      if (reach(segment, middle) < size)
        low = middle + 1;
      else
        high = middle;
    }
    for (std::size_t at = low; at <= size && reach(segment, at) == size; ++at)
      if (end_at(segment, 0, at) == size) return {at, size};
    return none;
  }

  /// What each `?` of `segment`, placed at `at`, stands for.
  void capture(const Segment& segment, std::size_t at, std::vector<std::string_view>& captures) const {
    for (const auto& part : segment) {
      for (std::size_t i = 0; i < part.any; ++i) {
        const std::size_t end = value_.behind(at, 1);
        captures.push_back(value_.octets().substr(at, end - at));
        at = end;
      }
      at += part.literal.size();
    }
  }

 private:
  [[nodiscard]] bool stands(std::string_view literal, std::size_t at) const {
    const std::string_view there = value_.octets().substr(at, literal.size());
    const bool begins = !literal.empty() && !there.empty() && there.front() == literal.front();
    budget_.spend_octets(begins ? literal.size() : 1);
    return there == literal;
  }

  [[nodiscard]] std::size_t find(std::string_view literal, std::size_t at) const {
    constexpr std::uint64_t overhead = 16;
    budget_.spend_octets(overhead + literal.size());
    const std::string_view in = value_.octets().substr(at);
    const void* there = memmem(in.data(), in.size(), literal.data(), literal.size());
    if (there == nullptr) return nowhere;
    const std::size_t found = at + static_cast<std::size_t>(static_cast<const char*>(there) - in.data());
    budget_.spend_octets(found - at);
    return found;
  }

  /// As end_at, whatever the literals.
  [[nodiscard]] std::size_t reach(const Segment& segment, std::size_t at) const {
    budget_.spend_octets(segment.size());
    for (const auto& part : segment) {
      at = at > value_.size() ? nowhere : value_.behind(at, part.any);
      if (at == nowhere) return nowhere;
      at += part.literal.size();
    }
    return at;
  }

  const Compared& value_;
  Budget& budget_;
};

bool Glob::matches(std::string_view written, const Comparator& comparator, Budget& budget,
                   std::vector<std::string_view>* captures) const {
  std::vector<std::size_t> origins;
  std::string folded;
  if (comparator.fold != nullptr) folded = comparator.fold(written, captures == nullptr ? nullptr : &origins);
  const std::string_view octets = comparator.fold != nullptr ? folded : written;
  const Compared value(octets, has_any_ ? comparator.character : nullptr);
  const Matcher matcher(value, budget);
  if (captures != nullptr) captures->assign(1, octets);
  const std::size_t count = segments_.size();
  std::size_t end = matcher.end_at(segments_[0], 0, 0);
  if (end == nowhere || (count == 1 && end != value.size())) return false;
  if (captures != nullptr) matcher.capture(segments_[0], 0, *captures);
  for (std::size_t i = 1; i < count; ++i) {
    const Segment& segment = segments_[i];
    const Place place = i + 1 == count ? matcher.last(segment, end) : matcher.first(segment, end);
    if (place.end == nowhere) return false;
    if (captures != nullptr) {
      captures->push_back(octets.substr(end, place.begin - end));
      matcher.capture(segment, place.begin, *captures);
    }
    end = place.end;
  }
  if (captures == nullptr || comparator.fold == nullptr) return true;
  for (auto& capture : *captures) {  // match variables show what was written
    const auto begin = static_cast<std::size_t>(capture.data() - octets.data());
    const auto from = origins.empty() ? begin : origins[begin];
    const auto to = origins.empty() ? begin + capture.size() : origins[begin + capture.size()];
    capture = written.substr(from, to - from);
  }
  return true;
}

}  // namespace sieve
