// The conversation of an SMTP or LMTP client up to the transaction (RFC 5321 section 3, RFC 3207, RFC 4954).

#include "client/smtp.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "net/connect.hpp"
#include "wire/smtp/reply.hpp"

namespace client {
namespace {

using base::Errc;
using wire::smtp::Reply;

constexpr std::size_t reply_line_octets =
    4096;  // RFC 5321 section 4.5.3.1.5 says 512; some servers write more

constexpr auto farewell = std::chrono::seconds(5);  // for the reply to QUIT: nothing depends on it

net::Deadline in(std::chrono::milliseconds patience) {
  return std::chrono::steady_clock::now() + patience;
}

base::Error refused(const Reply& reply, const std::string& what) {
  const Errc code = reply.code >= 500 ? Errc::denied : Errc::try_later;
  return base::fail(code, what + " was answered with " + std::to_string(reply.code) + " " +
                              (reply.lines.empty() ? std::string() : reply.lines.front()));
}

}  // namespace

Smtp::Smtp(SmtpServer server, std::unique_ptr<net::Stream> stream)
    : server_(std::move(server)), connection_(std::move(stream)) {}

net::Task<base::Result<std::unique_ptr<Smtp>>> Smtp::open(SmtpServer server, net::TlsContext* tls) {
  auto stream = co_await net::connect(server.host, server.port, in(server.patience));
  if (!stream) co_return stream.error();
  auto smtp = co_await open_over(std::move(*stream), std::move(server), tls);
  co_return smtp;
}

net::Task<base::Result<std::unique_ptr<Smtp>>> Smtp::open_over(std::unique_ptr<net::Stream> stream,
                                                               SmtpServer server, net::TlsContext* tls) {
  std::unique_ptr<Smtp> smtp(new Smtp(std::move(server), std::move(stream)));
  const auto begun = co_await smtp->begin(tls);
  if (!begun) co_return begun.error();
  co_return std::move(smtp);
}

net::Task<base::Result<void>> Smtp::begin(net::TlsContext* tls) {
  using Tls = SmtpServer::Tls;
  if (server_.tls == Tls::implicit && tls != nullptr) {
    const auto secured = co_await connection_.connect_tls(*tls, server_.host, in(server_.patience));
    if (!secured) co_return secured.error();
  }
  const auto greeting = co_await read_reply(server_.patience);
  if (!greeting) co_return greeting.error();
  if (greeting->code != 220) co_return refused(*greeting, "the connection");
  const auto greeted = co_await greet();
  if (!greeted) co_return greeted.error();
  const bool may_start = server_.tls == Tls::opportunistic || server_.tls == Tls::required;
  if (may_start && tls != nullptr && offers("STARTTLS") != nullptr) {
    const auto started = co_await start_tls(*tls);
    if (!started) co_return started.error();
  }
  const bool must = server_.tls == Tls::required || server_.tls == Tls::implicit;
  if (must && !connection_.is_tls()) co_return base::fail(Errc::denied, "the server offers no TLS");
  if (server_.user.empty()) co_return base::Result<void>();
  const auto authenticated = co_await authenticate();
  co_return authenticated;
}

/// EHLO or LHLO, and what it offers (RFC 5321 section 4.1.1.1). A server that knows no EHLO offers nothing.
net::Task<base::Result<void>> Smtp::greet() {
  offered_.clear();
  auto reply = co_await ask((server_.lmtp ? "LHLO " : "EHLO ") + server_.hello + "\r\n");
  if (reply && reply->code >= 500 && !server_.lmtp) reply = co_await ask("HELO " + server_.hello + "\r\n");
  if (!reply) co_return reply.error();
  if (reply->code != 250) co_return refused(*reply, "our greeting");
  for (std::size_t i = 1; i < reply->lines.size(); ++i) {
    const std::string_view line = base::text::trimmed(reply->lines[i]);
    const std::size_t space = std::min(line.find(' '), line.size());
    offered_[base::text::uppered(line.substr(0, space))] = base::text::trimmed(line.substr(space));
  }
  co_return base::Result<void>();
}

/// RFC 3207: whatever was said before TLS is forgotten, and so is what lies in the buffer behind the 220.
net::Task<base::Result<void>> Smtp::start_tls(net::TlsContext& tls) {
  const auto reply = co_await ask("STARTTLS\r\n");
  if (!reply) co_return reply.error();
  if (reply->code != 220) co_return refused(*reply, "STARTTLS");
  const auto secured = co_await connection_.connect_tls(tls, server_.host, in(server_.patience));
  if (!secured) co_return secured.error();
  const auto greeted = co_await greet();
  co_return greeted;
}

net::Task<base::Result<void>> Smtp::authenticate() {
  if (!connection_.is_tls() && !connection_.peer().loopback)
    co_return base::fail(Errc::denied, "no password is sent without TLS");
  const std::string* mechanisms = offers("AUTH");
  const auto words =
      mechanisms == nullptr ? std::vector<std::string_view>() : base::text::split(*mechanisms, ' ');
  const bool plain =
      std::ranges::any_of(words, [](auto word) { return base::text::same_ignoring_case(word, "PLAIN"); });
  if (!plain) co_return base::fail(Errc::denied, "the server offers no AUTH PLAIN");
  const std::string secret = std::string(1, '\0') + server_.user + std::string(1, '\0') + server_.password;
  const auto reply = co_await ask("AUTH PLAIN " + base::text::base64(secret) + "\r\n");
  if (!reply) co_return reply.error();
  if (reply->code != 235) co_return refused(*reply, "our password");
  co_return base::Result<void>();
}

net::Task<base::Result<Reply>> Smtp::ask(std::string line) {
  return ask(std::move(line), server_.patience);
}

net::Task<base::Result<Reply>> Smtp::ask(std::string line, std::chrono::milliseconds patience) {
  co_await connection_.write(std::move(line));
  auto reply = co_await read_reply(patience);
  co_return reply;
}

void Smtp::break_off() {
  broken_ = true;
  connection_.close();
}

/// Every failure ends the conversation.
net::Task<base::Result<Reply>> Smtp::read_reply(std::chrono::milliseconds patience) {
  wire::smtp::ReplyReader reader;
  const net::Deadline deadline = in(patience);
  for (;;) {
    const auto line = co_await connection_.read_line(reply_line_octets, deadline);
    if (!line) {
      break_off();
      co_return line.error();
    }
    auto reply = reader.add_line(*line);
    if (reply && !*reply) continue;
    if (reply) co_return std::move(**reply);
    break_off();
    co_return base::fail(Errc::try_later, reply.error().text);
  }
}

net::Task<> Smtp::quit() {
  if (broken_) co_return;
  const auto reply =
      co_await ask("QUIT\r\n", std::min<std::chrono::milliseconds>(server_.patience, farewell));
  // Whatever the answer: the conversation is over.
  broken_ = true;
  if (reply) connection_.close();
}

net::Task<bool> Smtp::reset(std::chrono::milliseconds patience) {
  if (broken_) co_return false;
  const auto reply =
      co_await ask("RSET\r\n", std::min<std::chrono::milliseconds>(server_.patience, patience));
  if (reply && reply->code == 250) co_return true;
  break_off();
  co_return false;
}

const std::string* Smtp::offers(const std::string& keyword) const {
  const auto found = offered_.find(keyword);
  return found == offered_.end() ? nullptr : &found->second;
}

net::Task<std::vector<SmtpResult>> send(SmtpServer server, net::TlsContext* tls, SmtpMail mail) {
  auto smtp = co_await Smtp::open(std::move(server), tls);
  if (!smtp) {
    const SmtpResult result{.reason = smtp.error().text};
    co_return std::vector<SmtpResult>(mail.recipients.size(), result);
  }
  auto results = co_await (*smtp)->send(std::move(mail));
  co_await (*smtp)->quit();
  co_return results;
}

}  // namespace client
