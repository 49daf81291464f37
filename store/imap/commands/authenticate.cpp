// AUTHENTICATE (RFC 3501 section 6.2.2) with an initial response (SASL-IR, RFC 4959).

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "base/text.hpp"
#include "store/imap/command.hpp"

namespace store::imap {
namespace {

std::string mechanisms(const Session& session) {
  if (session.state() != not_authenticated || !session.may_send_password()) return {};
  std::string words = "SASL-IR";
  for (const auto& name : session.services().authenticator.mechanisms()) words += " AUTH=" + name;
  return words;
}

/// What the client sent instead of going on: `*` cancels (RFC 3501 section 6.2.2).
base::Result<base::Octets> response_of(const std::string& line) {
  if (line == "*") return base::fail(base::Errc::syntax, "cancelled");
  auto octets = base::text::from_base64(line);
  if (!octets) return base::fail(base::Errc::syntax, "not base64");
  return std::move(*octets);
}

net::Task<base::Result<base::Octets>> answer_to(Session& session, base::Octets challenge) {
  co_await session.write("+ " + base::text::base64(challenge) + "\r\n");
  const auto line = co_await session.read_line();
  if (!line) co_return line.error();
  co_return response_of(*line);
}

net::Task<Reply> done(Session& session, auth::Done done) {
  if (done.final_octets) {
    // IMAP has no place for octets beside the success: one more challenge, answered by an empty response.
    const auto answer = co_await answer_to(session, std::move(*done.final_octets));
    if (!answer) co_return failed(answer.error());
    if (!answer->empty()) co_return bad("expected an empty response");
  }
  session.log_in(std::move(done.identity));
  co_return ok("CAPABILITY " + capabilities(session), "authenticated");
}

net::Task<Reply> exchange(Session& session, auth::SaslExchange& sasl, std::optional<base::Octets> response) {
  for (;;) {
    auto step = co_await sasl.step(std::move(response));
    if (!step && step.error().code == base::Errc::denied)
      co_return no("AUTHENTICATIONFAILED", step.error().text);
    if (!step) co_return failed(step.error());
    if (auto* success = std::get_if<auth::Done>(&*step)) {
      Reply reply = co_await done(session, std::move(*success));
      co_return reply;
    }
    auto answer = co_await answer_to(session, std::get<auth::Challenge>(std::move(*step)).octets);
    if (!answer) co_return failed(answer.error());
    response = std::move(*answer);
  }
}

net::Task<Reply> authenticate(Session& session, wire::imap::Arguments arguments) {
  const auto name = base::text::uppered(arguments.atom());
  std::optional<base::Octets> response;
  if (arguments.take(' ')) {
    const auto text = arguments.until("\r\n");
    auto octets = response_of(text == "=" ? "" : text);
    if (!octets) co_return failed(octets.error());
    response = std::move(*octets);
  }
  const auto read = arguments.finish();
  if (!read) co_return failed(read.error());
  if (!session.may_send_password()) co_return no("PRIVACYREQUIRED", "use STARTTLS first");
  const auto sasl = session.services().authenticator.start(name, session.peer_address());
  if (!sasl) co_return no("CANNOT", "there is no such mechanism here");
  Reply reply = co_await exchange(session, *sasl, std::move(response));
  co_return reply;
}

}  // namespace

extern const Command authenticate_command{
    .name = "AUTHENTICATE", .offers = mechanisms, .allowed_in = not_authenticated, .run = authenticate};

}  // namespace store::imap
