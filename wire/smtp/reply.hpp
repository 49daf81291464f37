// Replies of SMTP and LMTP (RFC 5321 section 4.2) with enhanced codes (RFC 2034): writer and reader.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace wire::smtp {

struct Reply {
  int code = 0;                    ///< 200 to 599
  std::string enhanced;            ///< "2.1.5", or ""
  std::vector<std::string> lines;  ///< the text without codes

  bool operator==(const Reply&) const = default;
};

/// All lines with their CRLF, the enhanced code on each. A line beyond 512 octets (RFC 5321
/// section 4.5.3.1.5) is continued on the next one; control characters become spaces, octets outside ASCII
/// question marks.
std::string write(const Reply& reply);

/// Reads one reply of a server, line by line. At most 512 lines and 64 KiB.
class ReplyReader {
 public:
  /// One line without its line end: the reply if that was its last line, nothing if more must come. `syntax`
  /// if it is no line of a reply, `too_large` beyond the limits; the conversation cannot go on then. Ready
  /// for the next reply after each whole one.
  base::Result<std::optional<Reply>> add_line(std::string_view line);

 private:
  Reply reply_;
  std::size_t octets_ = 0;
};

}  // namespace wire::smtp
