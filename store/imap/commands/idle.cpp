// IDLE (RFC 2177): push mailbox changes until the client says DONE.

#include "base/text.hpp"
#include "store/imap/command.hpp"

namespace store::imap {
namespace {

net::Task<Reply> listening(Session& session) {
  const auto until = Session::now() + session.services().limits.idle;
  for (;;) {
    auto last = co_await session.login_ended();
    if (last) co_return std::move(*last);
    std::string changes = co_await session.take_changes();
    if (!changes.empty()) co_await session.write(std::move(changes));
    if (session.selected() && session.selected()->gone()) co_return ok("IDLE ends here");
    const net::Woke woke = co_await session.wait(until);
    if (woke == net::Woke::hint) continue;
    if (woke != net::Woke::ready) co_return ended(woke);  // late: BYE; gone: nothing more is written
    const auto line = co_await session.read_line();
    if (!line) co_return unread(line.error());
    if (base::text::same_ignoring_case(*line, "DONE")) co_return ok("IDLE completed");
    co_return refused(*line, bad("expected DONE"));
  }
}

net::Task<Reply> idle(Session& session, wire::imap::Arguments arguments) {
  if (!arguments.empty()) co_return bad("IDLE takes no arguments");
  co_await session.write("+ idling\r\n");
  session.listen();
  Reply reply = co_await listening(session);
  session.stop_listening();
  co_return reply;
}

}  // namespace

extern const Command idle_command{
    .name = "IDLE", .capability = "IDLE", .allowed_in = authenticated | selected, .run = idle};

}  // namespace store::imap
