// NOOP (RFC 3501 section 6.1.2): what has changed is told before its answer, as before every other.

#include "store/imap/command.hpp"

namespace store::imap {
namespace {

net::Task<Reply> noop(Session& /*session*/, wire::imap::Arguments arguments) {
  if (!arguments.empty()) co_return bad("NOOP takes no arguments");
  co_return ok("nothing done");
}

}  // namespace

extern const Command noop_command{.name = "NOOP", .allowed_in = any_state, .run = noop};

}  // namespace store::imap
