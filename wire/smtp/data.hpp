// The octets between DATA and its final dot (RFC 5321 section 4.5.2), read by servers and written by clients.
//
// Only CRLF.CRLF ends them, and a bare CR or LF is refused: a peer that takes one for a line end sees another
// message than we do (SMTP smuggling).
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace wire::smtp {

/// Undoes dot-stuffing, fed with pieces cut anywhere. Starts behind the CRLF of the DATA command.
class DataDecoder {
 public:
  /// Appends the content in `octets` to `content`, and returns how many octets it took: all of them, unless
  /// the end was among them (what follows belongs to the next command). Nothing is appended once refused.
  std::size_t add(std::string_view octets, std::string& content);
  /// The final dot has come.
  [[nodiscard]] bool done() const { return state_ == State::done; }
  /// A bare CR or LF has come: the message must be answered with an error, after the end that is still looked
  /// for.
  [[nodiscard]] bool refused() const { return refused_; }

 private:
  enum class State { line_start, text, cr, dot, dot_cr, done };
  void step(char octet, std::string& content);
  void take(std::string_view octets, std::string& content) {
    if (!refused_) content += octets;
  }

  State state_ = State::line_start;
  bool refused_ = false;
};

/// `syntax` if `octets` hold a bare CR or LF, also at their end: they cannot be sent by DATA, only by BDAT.
base::Result<void> check_line_ends(std::string_view octets);

/// Dot-stuffs a message for DATA, given in pieces cut anywhere.
class DataEncoder {
 public:
  /// Appends `octets` as they must be sent to `out`. `syntax` on a bare CR or LF; the connection must be
  /// closed then, for the peer would store what it has. So check_line_ends first.
  base::Result<void> add(std::string_view octets, std::string& out);
  /// Appends a CRLF if the last line has none, and the final dot.
  base::Result<void> finish(std::string& out);

 private:
  bool at_line_start_ = true;
  bool after_cr_ = false;
};

}  // namespace wire::smtp
