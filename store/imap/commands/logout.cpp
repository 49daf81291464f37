// LOGOUT (RFC 3501 section 6.1.3).

#include "store/imap/command.hpp"

namespace store::imap {
namespace {

net::Task<Reply> logout(Session& session, wire::imap::Arguments arguments) {
  if (!arguments.empty()) co_return bad("LOGOUT takes no arguments");
  co_await session.write("* BYE logging out\r\n");
  co_return Reply{.kind = Reply::Kind::ok, .text = "bye", .last = true};
}

}  // namespace

extern const Command logout_command{.name = "LOGOUT", .allowed_in = any_state, .run = logout};

}  // namespace store::imap
