// A client of SMTP (RFC 5321) and LMTP (RFC 2033): smarthost, LMTP hook, `notifyd deliver`.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/body.hpp"
#include "base/result.hpp"
#include "mail/envelope.hpp"
#include "net/connection.hpp"
#include "net/task.hpp"
#include "wire/smtp/parameters.hpp"
#include "wire/smtp/reply.hpp"

namespace client {

struct SmtpServer {
  enum class Tls {
    never,
    opportunistic,  ///< if STARTTLS is offered; a certificate that does not fit ends the try all the same
    required,
    implicit,  ///< from the first octet (RFC 8314 section 3.3)
  };
  std::string host;  ///< name, IP address or "unix:/path"
  std::uint16_t port = 25;
  bool lmtp = false;
  std::string hello = "localhost";  ///< our name in EHLO or LHLO
  Tls tls = Tls::opportunistic;
  std::string user;  ///< AUTH PLAIN (RFC 4954), over TLS or to loopback only; "" for none
  std::string password;
  std::chrono::seconds patience{300};        ///< for each reply (RFC 5321 section 4.5.3.2)
  std::chrono::seconds final_patience{600};  ///< for the reply to the message (RFC 5321 section 4.5.3.2.6)
};

/// One message to be sent. Its octets are `prefix` and then `body`.
struct SmtpMail {
  mail::Address sender;  ///< null for bounces
  std::vector<mail::Recipient> recipients;
  std::string prefix;
  base::Body body;
  // What is asked of the server; the values of RFC 3461 as they stand on the wire, "" for none.
  std::string ret{};
  std::string envid{};
  std::optional<wire::smtp::By> by{};
  bool smtputf8 = false;  ///< its header in UTF-8 was announced as such (RFC 6531)
};

/// What became of it for one recipient.
struct SmtpResult {
  enum class Verdict { delivered, try_later, never };
  Verdict verdict = Verdict::try_later;
  std::string reason;  ///< the server's reply or what went wrong; printable
  int code = 0;        ///< of the reply, 0 if there was none
  // Of a mail that was delivered: what the server will see to.
  bool reports = false;     ///< reports, as NOTIFY asks for them (RFC 3461)
  bool minds_time = false;  ///< BY (RFC 2852)
};

/// A conversation with one server. Belongs to the loop it was opened on.
class Smtp {
 public:
  /// Connects, greets, starts TLS and authenticates as `server` says. `tls` may be null for Tls::never. gone,
  /// timed_out, try_later (the server said 4xx), denied (5xx, or a required protection is not offered).
  static net::Task<base::Result<std::unique_ptr<Smtp>>> open(SmtpServer server, net::TlsContext* tls);
  /// The same on a stream that is connected already.
  static net::Task<base::Result<std::unique_ptr<Smtp>>> open_over(std::unique_ptr<net::Stream> stream,
                                                                  SmtpServer server, net::TlsContext* tls);

  /// One transaction; a result for each recipient, in order. Any number, one after the other, until one of
  /// them finds the connection broken.
  net::Task<std::vector<SmtpResult>> send(SmtpMail mail);
  /// QUIT; its reply proves to an LMTP server that we have read the others (it may forget the message's key).
  net::Task<> quit();
  /// RSET: true if the server answered it within `patience`, so that the next transaction can begin. Else the
  /// conversation is broken.
  net::Task<bool> reset(std::chrono::milliseconds patience);
  /// Value of an extension's line in the reply to EHLO or LHLO, null if it is not offered.
  [[nodiscard]] const std::string* offers(const std::string& keyword) const;
  [[nodiscard]] bool is_broken() const { return broken_; }

 private:
  struct Sending;
  Smtp(SmtpServer server, std::unique_ptr<net::Stream> stream);

  // Conversation (smtp.cpp).
  net::Task<base::Result<void>> begin(net::TlsContext* tls);
  net::Task<base::Result<void>> greet();
  net::Task<base::Result<void>> start_tls(net::TlsContext& tls);
  net::Task<base::Result<void>> authenticate();
  net::Task<base::Result<wire::smtp::Reply>> ask(std::string line);
  net::Task<base::Result<wire::smtp::Reply>> ask(std::string line, std::chrono::milliseconds patience);
  net::Task<base::Result<wire::smtp::Reply>> read_reply(std::chrono::milliseconds patience);
  /// Ends the conversation: after this nobody knows which reply belongs to what.
  void break_off();

  // Transaction (smtp_send.cpp).
  [[nodiscard]] base::Result<void> prepare(Sending& sending) const;
  [[nodiscard]] base::Result<void> prepare_reports(Sending& sending) const;
  net::Task<> address(Sending& sending);
  net::Task<> address_group(Sending& sending, std::size_t begin, std::size_t end);
  net::Task<> transfer(Sending& sending);
  net::Task<bool> write_data(Sending& sending);
  net::Task<> write_chunk(Sending& sending);
  net::Task<> finish(Sending& sending);

  SmtpServer server_;
  net::Connection connection_;
  std::map<std::string, std::string> offered_;  ///< keyword in upper case, value
  bool broken_ = false;
};

/// Opens, sends and quits. What goes wrong before the transaction is no fault of the mail: try_later for
/// each.
net::Task<std::vector<SmtpResult>> send(SmtpServer server, net::TlsContext* tls, SmtpMail mail);

}  // namespace client
