// What the SMTP-like servers (LMTP, RFC 2033; submission, RFC 6409) may be told by the configuration.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "base/octets.hpp"

namespace store::smtp {

/// Which protocol a session speaks; a verb belongs to one or to several.
enum Protocol : unsigned { lmtp = 1, submission = 2 };

struct Settings {
  std::string host = "localhost";        ///< our name in the greeting and in Received
  std::filesystem::path spool = "/tmp";  ///< folder for the part of a body that is not held in memory
  base::ByteCount size_limit = 50 << 20;
  std::size_t recipients_limit = 1000;  ///< RFC 5321 section 4.5.3.1.8 asks for 100 at least
  /// Octets of a command line, without CRLF. RFC 5321 section 4.5.3.1.4 asks for 512 and more for parameters.
  std::size_t line_limit = 2048;
  std::size_t errors_limit = 20;               ///< commands in error, then 421
  std::chrono::seconds command_patience{300};  ///< RFC 5321 section 4.5.3.2.7
  std::chrono::seconds data_patience{600};     ///< for all of DATA, or for one chunk of BDAT
  bool reports = false;  ///< mail can leave: DSN and DELIVERBY are offered, and what they ask for is done
  std::vector<std::string>
      trusted_addresses{};  ///< IP addresses that may speak beside loopback and UNIX sockets
};

}  // namespace store::smtp
