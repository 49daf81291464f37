// The servers that mail is handed on to.

#include "notifyd/next_hops.hpp"

#include <stdexcept>

#include "base/folder.hpp"
#include "base/text.hpp"
#include "notifyd/lmtp_server.hpp"

namespace notifyd {
namespace {

client::SmtpServer::Tls tls_of(const std::string& word) {
  if (word == "never") return client::SmtpServer::Tls::never;
  if (word == "required") return client::SmtpServer::Tls::required;
  return client::SmtpServer::Tls::opportunistic;
}

}  // namespace

NextHop::NextHop(client::SmtpServer server, std::unique_ptr<net::TlsContext> tls)
    : server_(std::move(server)),
      tls_(std::move(tls)),
      pool_([this] { return client::Smtp::open(server_, tls_.get()); }, client::SmtpPoolLimits()) {}

std::unique_ptr<NextHop> smarthost(const Settings& settings) {
  const auto& wanted = settings.smarthost;
  if (wanted.host.empty()) return nullptr;
  client::SmtpServer server{.host = wanted.host, .port = wanted.port, .hello = settings.server.hostname};
  server.tls = tls_of(wanted.tls);
  server.user = wanted.user;
  if (!wanted.password_file.empty())
    server.password = base::text::trimmed(base::read_file(wanted.password_file));
  return std::make_unique<NextHop>(std::move(server), net::TlsContext::client(wanted.ca_file));
}

std::unique_ptr<NextHop> next_lmtp_server(const Settings& settings) {
  const auto& next = settings.lmtp.next;
  if (next.empty()) return nullptr;
  auto server = lmtp_server(next);
  if (!server) throw std::runtime_error("lmtp.next: " + server.error().text);
  server->hello = settings.server.hostname;
  return std::make_unique<NextHop>(std::move(*server), nullptr);
}

}  // namespace notifyd
