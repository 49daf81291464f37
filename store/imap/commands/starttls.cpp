// STARTTLS (RFC 3501 section 6.2.1). What lies in the buffer behind it is discarded, never read as commands.

#include "store/imap/command.hpp"

namespace store::imap {
namespace {

std::string offered(const Session& session) {
  return session.state() == not_authenticated && session.may_start_tls() ? "STARTTLS" : "";
}

net::Task<Reply> starttls(Session& session, wire::imap::Arguments arguments) {
  if (!arguments.empty()) co_return bad("STARTTLS takes no arguments");
  if (!session.may_start_tls()) co_return bad("TLS cannot begin here");
  co_return Reply{.kind = Reply::Kind::ok, .text = "begin TLS now", .starts_tls = true};
}

}  // namespace

extern const Command starttls_command{
    .name = "STARTTLS", .offers = offered, .allowed_in = not_authenticated, .run = starttls};

}  // namespace store::imap
