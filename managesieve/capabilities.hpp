// The capability lines (RFC 5804 section 1.7): greeting, CAPABILITY, after STARTTLS.
#pragma once

#include <string>

namespace managesieve {

class Session;

/// As they are for `session` now, each with its CRLF; the final OK is not among them.
std::string capability_lines(const Session& session);

}  // namespace managesieve
