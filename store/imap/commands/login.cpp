// LOGIN (RFC 3501 section 6.2.3).

#include <utility>

#include "base/text.hpp"
#include "store/imap/command.hpp"

namespace store::imap {
namespace {

std::string disabled(const Session& session) {
  return session.state() == not_authenticated && !session.may_send_password() ? "LOGINDISABLED" : "";
}

net::Task<Reply> login(Session& session, wire::imap::Arguments arguments) {
  auto name = arguments.astring();
  arguments.space();
  auto password = arguments.astring();
  const auto read = arguments.finish();
  if (!read) co_return failed(read.error());
  if (!session.may_send_password()) co_return no("PRIVACYREQUIRED", "use STARTTLS first");
  if (!base::text::is_utf8(name) || !base::text::is_utf8(password))
    co_return no("AUTHENTICATIONFAILED", "name and password are UTF-8");
  auto identity = co_await session.services().authenticator.plain(std::move(name), std::move(password),
                                                                  session.peer_address());
  if (!identity && identity.error().code == base::Errc::denied)
    co_return no("AUTHENTICATIONFAILED", identity.error().text);
  if (!identity) co_return failed(identity.error());
  session.log_in(std::move(*identity));
  co_return ok("CAPABILITY " + capabilities(session), "logged in");
}

}  // namespace

extern const Command login_command{
    .name = "LOGIN", .offers = disabled, .allowed_in = not_authenticated, .run = login};

}  // namespace store::imap
