// `notifyd deliver`: an LMTP client (RFC 2033) for people and scripts.
#pragma once

#include <chrono>
#include <iosfwd>
#include <string>
#include <vector>

namespace notifyd {

struct DeliverRequest {
  std::vector<std::string> to;
  std::string from;     ///< "" for the null sender
  std::string server;   ///< "unix:/path" or "host:port"
  std::string message;  ///< as a file holds it: each bare LF becomes CRLF (RFC 5322 section 2.1)
  std::chrono::seconds patience{60};
  bool json = false;  ///< one JSON object to `out` in place of lines
};

/// Delivers, writes one line for each recipient to `out` and what went wrong to `problems`. Returns a code of
/// sysexits(3): 0, 64 (an address or the server cannot be read), 69 (refused), 75 (try later). Blocks; makes
/// a loop of its own.
int deliver(DeliverRequest request, std::ostream& out, std::ostream& problems);

}  // namespace notifyd
