// UNSELECT (RFC 3691): leaves the mailbox and removes nothing.

#include "store/imap/command.hpp"

namespace store::imap {
namespace {

net::Task<Reply> unselect(Session& session, wire::imap::Arguments arguments) {
  if (!arguments.empty()) co_return bad("UNSELECT takes no arguments");
  co_await session.unselect();
  co_return ok("left");
}

}  // namespace

extern const Command unselect_command{
    .name = "UNSELECT", .capability = "UNSELECT", .allowed_in = selected, .run = unselect};

}  // namespace store::imap
