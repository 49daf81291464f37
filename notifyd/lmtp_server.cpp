// "unix:/path" or "host:port".

#include "notifyd/lmtp_server.hpp"

#include <optional>

#include "base/text.hpp"

namespace notifyd {

base::Result<client::SmtpServer> lmtp_server(const std::string& text) {
  client::SmtpServer server{.lmtp = true, .tls = client::SmtpServer::Tls::never};
  server.host = text;
  if (text.starts_with("unix:/")) return server;
  const auto colon = text.rfind(':');
  const auto port = colon == std::string::npos ? std::nullopt : base::text::number(text.substr(colon + 1));
  if (!port || *port == 0 || *port > 65535 || colon == 0)
    return base::fail(base::Errc::syntax, "expected \"unix:/path\" or \"host:port\", found \"" + text + "\"");
  server.host = text.substr(0, colon);
  if (server.host.starts_with('[') && server.host.ends_with(']'))
    server.host = server.host.substr(1, server.host.size() - 2);
  server.port = static_cast<std::uint16_t>(*port);
  return server;
}

}  // namespace notifyd
