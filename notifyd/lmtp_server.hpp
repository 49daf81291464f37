// An LMTP server as the configuration and the command line name it.
#pragma once

#include <string>

#include "base/result.hpp"
#include "client/smtp.hpp"

namespace notifyd {

/// "unix:/path" or "host:port" ("[::1]:24" too) as a server that speaks LMTP without TLS; a syntax error that
/// says so if it is neither.
base::Result<client::SmtpServer> lmtp_server(const std::string& text);

}  // namespace notifyd
