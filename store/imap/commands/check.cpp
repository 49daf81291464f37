// CHECK (RFC 3501 section 6.4.1): every change is durable before its answer, so there is nothing to do.

#include "store/imap/command.hpp"

namespace store::imap {
namespace {

net::Task<Reply> check(Session& /*session*/, wire::imap::Arguments arguments) {
  if (!arguments.empty()) co_return bad("CHECK takes no arguments");
  co_return ok("everything is stored");
}

}  // namespace

extern const Command check_command{.name = "CHECK", .allowed_in = selected, .run = check};

}  // namespace store::imap
