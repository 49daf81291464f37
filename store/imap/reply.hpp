// How a command ends: the tagged response (RFC 3501 section 7.1, response codes of RFC 5530).
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "net/wait.hpp"

namespace store::imap {

/// The end of a command. `bye` ends the session without a tagged response.
struct Reply {
  enum class Kind { ok, no, bad, bye };
  Kind kind = Kind::ok;
  std::string code;         ///< response code without brackets, "" for none
  std::string text;         ///< may come from a peer: it is made printable when written
  bool last = false;        ///< the session ends after it
  bool starts_tls = false;  ///< TLS begins behind it
  bool gone = false;        ///< nobody is there to read it, so it is not written
};

Reply ok(std::string text);
Reply ok(std::string code, std::string text);
Reply no(std::string code, std::string text);
Reply bad(std::string text);
/// What a Result's Error becomes; the one table from Errc to response codes.
Reply failed(const base::Error& error);
/// The end of a session that waited: late, stopping, or gone (nothing more can be written).
Reply ended(net::Woke woke);
/// `reply` to a command whose last line so far is `line`. BYE in its place if that line announces a literal
/// that does not wait: its octets are on their way, and they are no commands (RFC 7888 section 4).
Reply refused(std::string_view line, Reply reply);
/// The end of a session whose client sent a line that did not come whole: it may have announced a literal.
Reply unread(const base::Error& error);

/// `TAG OK [CODE] text CRLF`, with "*" for bye.
std::string text_of(const Reply& reply, const std::string& tag);

}  // namespace store::imap
