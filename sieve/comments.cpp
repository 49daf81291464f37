// Reading what the tokens leave out.

#include "sieve/comments.hpp"

#include <algorithm>
#include <cstddef>

#include "base/text.hpp"

namespace sieve {
namespace {

/// `lines`: line ends directly before `text`.
Gap gap(std::string_view text, std::size_t lines) {
  Gap out;
  while (!text.empty()) {
    std::size_t size = 1;
    const bool hash = text.front() == '#';
    if (hash || text.front() == '/') {
      size = hash ? std::min(text.find('\n'), text.size()) : text.find("*/", 2) + 2;
      out.comments.push_back({.text = base::text::trimmed(text.substr(0, size)),
                              .own_line = lines > 0,
                              .after_blank = lines > 1});
      lines = 0;
    } else if (text.front() == '\n') {
      ++lines;
    }
    text.remove_prefix(size);
  }
  out.after_blank = lines > 1;
  return out;
}

}  // namespace

std::vector<Gap> gaps(std::string_view script, const std::vector<Token>& tokens) {
  std::vector<Gap> out;
  out.reserve(tokens.size());
  std::size_t begin = 0;
  for (const auto& token : tokens) {
    const bool fresh = begin == 0 || script[begin - 1] == '\n';  // behind text: lines
    out.push_back(gap(script.substr(begin, token.begin - begin), fresh ? 1 : 0));
    begin = token.end;
  }
  return out;
}

}  // namespace sieve
