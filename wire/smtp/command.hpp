// Commands of SMTP and LMTP (RFC 5321 section 4.1, RFC 2033): grammar for servers, writers for clients.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/octets.hpp"
#include "base/result.hpp"
#include "mail/address.hpp"

namespace wire::smtp {

struct Command {
  std::string verb;      ///< upper case
  std::string argument;  ///< without white space at both ends
};

/// One command line without its CRLF. `syntax` if it does not begin with a verb, holds NUL, CR or LF or is
/// not UTF-8; `too_large` beyond 12,288 octets (RFC 4954 section 4, the longest of all extensions).
base::Result<Command> parse_command(std::string_view line);

/// An esmtp-param (RFC 5321 section 4.1.2).
struct Parameter {
  std::string name;   ///< upper case
  std::string value;  ///< as it was sent; "" without "="
  bool operator==(const Parameter&) const = default;
};

struct MailFrom {
  mail::Address reverse_path;  ///< null for <>
  std::vector<Parameter> parameters;
};

struct RcptTo {
  mail::Address forward_path;  ///< never null; without domain for <postmaster>
  std::vector<Parameter> parameters;
};

/// `FROM:<path> parameters`. A source route is dropped (RFC 5321 appendix C). `syntax` also for a doubled
/// parameter, `too_large` for more than 20.
base::Result<MailFrom> parse_mail_from(std::string_view argument);
/// `TO:<path> parameters`, likewise.
base::Result<RcptTo> parse_rcpt_to(std::string_view argument);

/// The argument of BDAT (RFC 3030 section 2).
struct Chunk {
  base::ByteCount size = 0;  ///< whatever was announced: the caller knows its limit
  bool last = false;
};
base::Result<Chunk> parse_bdat(std::string_view argument);

/// A command line with its CRLF. `syntax` if anything in it cannot be written (control characters, spaces in
/// a value).
base::Result<std::string> write_mail_from(const mail::Address& reverse_path,
                                          const std::vector<Parameter>& parameters);
base::Result<std::string> write_rcpt_to(const mail::Address& forward_path,
                                        const std::vector<Parameter>& parameters);
std::string write_bdat(Chunk chunk);

}  // namespace wire::smtp
