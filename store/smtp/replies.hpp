// Replies of the SMTP-like servers (RFC 5321 section 4.2) with their enhanced codes (RFC 3463, RFC 2034).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "wire/smtp/reply.hpp"

namespace store::smtp {

using wire::smtp::Reply;
/// What one command is answered with: one, or after the message one for each recipient (RFC 2033
/// section 4.2).
using Replies = std::vector<Reply>;

inline Reply reply(int code, std::string enhanced, std::string text) {
  return Reply{.code = code, .enhanced = std::move(enhanced), .lines = {std::move(text)}};
}

inline Reply shutting_down() {
  return reply(421, "4.3.2", "the server is shutting down");
}

/// The one table from our errors to codes. `about` stands before the error's text: "<alice@example.org>", or
/// "".
Reply reply_for(const base::Error& error, const std::string& about);

/// The reply to a parameter of MAIL or RCPT that was not taken (RFC 5321 section 4.1.1.11: 555 for an unknown
/// one).
Reply refused_parameter(const base::Error& error);

/// True for a command that was not understood or not in place: these count towards 421, refused recipients do
/// not.
bool is_command_error(const Reply& reply);

}  // namespace store::smtp
