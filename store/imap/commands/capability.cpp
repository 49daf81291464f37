// CAPABILITY (RFC 3501 section 6.1.1).

#include "store/imap/command.hpp"

namespace store::imap {
namespace {

net::Task<Reply> capability(Session& session, wire::imap::Arguments arguments) {
  if (!arguments.empty()) co_return bad("CAPABILITY takes no arguments");
  co_await session.write("* CAPABILITY " + capabilities(session) + "\r\n");
  co_return ok("that is all");
}

}  // namespace

extern const Command capability_command{.name = "CAPABILITY", .allowed_in = any_state, .run = capability};

}  // namespace store::imap
