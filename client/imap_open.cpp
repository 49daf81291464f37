// How an IMAP client begins: TLS (RFC 2595 section 3), capabilities, and the login (RFC 4616, RFC 4959, RFC
// 3501 section 6.2).

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "client/imap.hpp"
#include "net/connect.hpp"
#include "wire/imap/write.hpp"

namespace client {
namespace {

using base::Errc;
using wire::imap::Response;

/// RFC 5530 section 3: what passes by itself. Everything else needs a person.
base::Error login_refused(const Response& response) {
  constexpr std::array<std::string_view, 4> passing{"UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG"};
  const bool passes = std::ranges::find(passing, response.code) != passing.end();
  return base::fail(passes ? Errc::try_later : Errc::denied,
                    "the login was answered with " + response.name + " " +
                        (response.code.empty() ? "" : "[" + wire::imap::resp_text(response.code) + "] ") +
                        wire::imap::resp_text(response.text));
}

}  // namespace

net::Task<base::Result<std::unique_ptr<Imap>>> Imap::open(ImapServer server, net::TlsContext* tls) {
  const net::Deadline deadline = std::chrono::steady_clock::now() + server.connect_patience;
  auto stream = co_await net::connect(server.host, server.port, deadline);
  if (!stream) co_return stream.error();
  auto imap = co_await open_over(std::move(*stream), std::move(server), tls);
  co_return imap;
}

net::Task<base::Result<std::unique_ptr<Imap>>> Imap::open_over(std::unique_ptr<net::Stream> stream,
                                                               ImapServer server, net::TlsContext* tls) {
  std::unique_ptr<Imap> imap(new Imap(std::move(server), std::move(stream)));
  const auto begun = co_await imap->begin(tls);
  if (!begun) co_return begun.error();
  co_return std::move(imap);
}

net::Task<base::Result<void>> Imap::begin(net::TlsContext* tls) {
  const bool wants_tls = server_.tls != ImapServer::Tls::never;
  if (wants_tls && tls == nullptr) co_return base::fail(Errc::denied, "there are no settings for TLS");
  if (server_.tls == ImapServer::Tls::implicit) {
    const auto secured = co_await connection_.connect_tls(*tls, server_.host, soon());
    if (!secured) co_return secured.error();
  }
  const auto greeted = co_await greet();
  if (!greeted) co_return greeted.error();
  if (server_.tls == ImapServer::Tls::starttls) {
    const auto secured = co_await secure(tls);
    if (!secured) co_return secured.error();
  }
  const auto learned = co_await learn_capabilities();
  if (!learned) co_return learned.error();
  const auto logged_in = co_await log_in();
  if (!logged_in) co_return logged_in.error();
  const auto learned_more = co_await learn_capabilities();
  co_return learned_more;
}

/// PREAUTH is refused: the server would have chosen the account, and STARTTLS would be out of reach (RFC 9051
/// section 11.3).
net::Task<base::Result<void>> Imap::greet() {
  const auto greeting = co_await read_response(soon());
  if (!greeting) co_return greeting.error();
  if (greeting->is("BYE"))
    co_return broken(
        base::fail(Errc::try_later, "the server said BYE: " + wire::imap::resp_text(greeting->text)));
  if (greeting->kind != Response::Kind::untagged || !greeting->is("OK"))
    co_return broken(base::fail(Errc::denied, "the server's greeting was not OK"));
  if (greeting->code == "CAPABILITY") capabilities_ = wire::imap::capabilities(greeting->code_values);
  co_return base::Result<void>();
}

/// Nothing that was said before TLS counts; connect_tls() discards what lies in the buffer behind the OK.
net::Task<base::Result<void>> Imap::secure(net::TlsContext* tls) {
  const auto learned = co_await learn_capabilities();
  if (!learned) co_return learned.error();
  if (!offers("STARTTLS")) co_return broken(base::fail(Errc::denied, "the server offers no STARTTLS"));
  const auto answer = co_await ask("STARTTLS");
  if (!answer) co_return answer.error();
  if (const auto refused = refusal(*answer, "STARTTLS")) co_return broken(*refused);
  const auto secured = co_await connection_.connect_tls(*tls, server_.host, soon());
  if (!secured) co_return secured.error();
  capabilities_.clear();
  bye_.clear();
  co_return base::Result<void>();
}

net::Task<base::Result<void>> Imap::learn_capabilities() {
  if (!capabilities_.empty()) co_return base::Result<void>();
  const auto answer = co_await ask("CAPABILITY");
  if (!answer) co_return answer.error();
  if (const auto refused = refusal(*answer, "CAPABILITY")) co_return broken(*refused);
  co_return base::Result<void>();
}

net::Task<base::Result<void>> Imap::log_in() {
  if (!connection_.is_tls() && !connection_.peer().loopback)
    co_return broken(base::fail(Errc::denied, "no password is sent without TLS"));
  const bool plain = offers("AUTH=PLAIN");
  const bool at_once = offers("SASL-IR");
  if (!plain && offers("LOGINDISABLED"))
    co_return broken(base::fail(Errc::denied, "the server offers neither AUTH=PLAIN nor LOGIN"));
  capabilities_.clear();  // others may be offered after the login (RFC 3501 section 6.2.3)
  base::Result<Response> answer = base::fail(Errc::gone, "");
  if (plain)
    answer = co_await authenticate_plain(at_once);
  else
    answer = co_await login();
  if (!answer) co_return answer.error();
  if (!answer->is("OK")) co_return broken(login_refused(*answer));
  if (answer->code == "CAPABILITY") capabilities_ = wire::imap::capabilities(answer->code_values);
  co_return base::Result<void>();
}

/// RFC 4616: who is read for, who logs in, and the password; with a master user the first two differ.
net::Task<base::Result<Response>> Imap::authenticate_plain(bool at_once) {
  const std::string nul(1, '\0');
  const std::string secret = server_.master.empty()
                                 ? nul + server_.account + nul + server_.password
                                 : server_.account + nul + server_.master + nul + server_.password;
  const std::string credentials = base::text::base64(secret);
  auto answer = co_await begin_command("AUTHENTICATE PLAIN" + (at_once ? " " + credentials : ""));
  if (!answer || answer->kind == Response::Kind::tagged) co_return answer;
  if (at_once) co_return broken(base::fail(Errc::syntax, "the server asked for credentials that it has"));
  co_await connection_.write(credentials + "\r\n");
  answer = co_await read_answer(soon(), {});
  if (answer && answer->kind == Response::Kind::continuation)
    co_return broken(base::fail(Errc::syntax, "PLAIN has no second step"));
  co_return answer;
}

/// Where PLAIN is not offered. Dovecot's way to name a master user: ACCOUNT*MASTER.
net::Task<base::Result<Response>> Imap::login() {
  const std::string user = server_.master.empty() ? server_.account : server_.account + "*" + server_.master;
  const std::string arguments = wire::imap::string_of(user) + " " + wire::imap::string_of(server_.password);
  if (arguments.find('\r') != std::string::npos)  // a literal, which LOGIN need not take before 8-bit login
    co_return broken(base::fail(Errc::denied, "the name or password cannot be sent by LOGIN"));
  auto answer = co_await ask("LOGIN " + arguments);
  co_return answer;
}

}  // namespace client
