// LSUB (RFC 3501 section 6.3.9).

#include "store/imap/command.hpp"
#include "store/imap/mailbox_tree.hpp"

namespace store::imap {
namespace {

net::Task<Reply> lsub(Session& session, wire::imap::Arguments arguments) {
  const auto asked = wire::imap::lsub_arguments(arguments);
  const auto read = arguments.finish();
  if (!read) co_return failed(read.error());
  const auto mailboxes = co_await session.store().mailboxes(session.account());
  if (!mailboxes) co_return failed(mailboxes.error());
  const auto subscriptions = co_await session.store().subscriptions(session.account());
  if (!subscriptions) co_return failed(subscriptions.error());
  co_await session.write(lsub_lines(asked, *mailboxes, *subscriptions));
  co_return ok("listed");
}

}  // namespace

extern const Command lsub_command{.name = "LSUB", .allowed_in = authenticated | selected, .run = lsub};

}  // namespace store::imap
