// The servers that mail is handed on to: the smarthost, and the next LMTP server of hooked accounts.
#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "client/smtp.hpp"
#include "client/smtp_pool.hpp"
#include "net/tls.hpp"
#include "notifyd/settings.hpp"

namespace notifyd {

/// One server, what is needed to talk to it, and the conversations with it that are kept between mails. Used
/// by many sends at once; outlives them.
class NextHop {
 public:
  NextHop(client::SmtpServer server, std::unique_ptr<net::TlsContext> tls);
  net::Task<std::vector<client::SmtpResult>> send(client::SmtpMail mail) {
    return pool_.send(std::move(mail));
  }

 private:
  client::SmtpServer server_;
  std::unique_ptr<net::TlsContext> tls_;
  client::SmtpPool pool_;
};

/// Null without [smarthost] host. Throws std::runtime_error if its password or authorities cannot be read.
std::unique_ptr<NextHop> smarthost(const Settings& settings);
/// Null without lmtp.next.
std::unique_ptr<NextHop> next_lmtp_server(const Settings& settings);

}  // namespace notifyd
