// The servers that mail is handed on to: the smarthost, and the next LMTP server of hooked accounts.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "client/smtp.hpp"
#include "net/tls.hpp"
#include "notifyd/settings.hpp"

namespace notifyd {

/// One server and what is needed to talk to it. Used by many sends at once; outlives them.
class NextHop {
 public:
  NextHop(client::SmtpServer server, std::unique_ptr<net::TlsContext> tls)
      : server_(std::move(server)), tls_(std::move(tls)) {}
  net::Task<std::vector<client::SmtpResult>> send(client::SmtpMail mail) {
    return client::send(server_, tls_.get(), std::move(mail));
  }

 private:
  client::SmtpServer server_;
  std::unique_ptr<net::TlsContext> tls_;
};

/// Null without [smarthost] host. Throws std::runtime_error if its password or authorities cannot be read.
std::unique_ptr<NextHop> smarthost(const Settings& settings);
/// Null without lmtp.next.
std::unique_ptr<NextHop> next_lmtp_server(const Settings& settings);

}  // namespace notifyd
