// Lines of a message, as header and MIME scanner see them: CRLF or a bare LF ends one.
#pragma once

#include <cstddef>
#include <string_view>

namespace mail {

/// One line: its octets without and with the line end (empty at the end of the octets).
struct Line {
  std::string_view text;
  std::size_t begin = 0;
  std::size_t end = 0;  ///< behind the line end
};

/// The line that begins at `begin`; the last one may lack its line end, and a CR before the end is then text.
inline Line line_at(std::string_view octets, std::size_t begin) {
  const auto feed = octets.find('\n', begin);
  if (feed == std::string_view::npos) return {octets.substr(begin), begin, octets.size()};
  auto text = octets.substr(begin, feed - begin);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return {text, begin, feed + 1};
}

}  // namespace mail
