// CLOSE (RFC 3501 section 6.4.2): removes the \Deleted messages without telling, and leaves the mailbox.

#include "store/imap/command.hpp"

namespace store::imap {
namespace {

net::Task<Reply> close(Session& session, wire::imap::Arguments arguments) {
  if (!arguments.empty()) co_return bad("CLOSE takes no arguments");
  const bool read_only = session.selected()->read_only();
  const auto mailbox = session.selected()->id();
  co_await session.unselect();
  if (read_only) co_return ok("closed");
  const auto changed = co_await session.mutate(Expunge{.mailbox = mailbox});
  if (!changed) co_return failed(changed.error());
  co_return ok("closed");
}

}  // namespace

extern const Command close_command{.name = "CLOSE", .allowed_in = selected, .run = close};

}  // namespace store::imap
