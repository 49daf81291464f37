// LIST (RFC 3501 section 6.3.8) with the options of RFC 5258 and CHILDREN (RFC 3348).

#include "store/imap/command.hpp"
#include "store/imap/mailbox_tree.hpp"

namespace store::imap {
namespace {

net::Task<Reply> list(Session& session, wire::imap::Arguments arguments) {
  const auto asked = wire::imap::list_arguments(arguments);
  const auto read = arguments.finish();
  if (!read) co_return failed(read.error());
  const auto mailboxes = co_await session.store().mailboxes(session.account());
  if (!mailboxes) co_return failed(mailboxes.error());
  const auto subscriptions = co_await session.store().subscriptions(session.account());
  if (!subscriptions) co_return failed(subscriptions.error());
  co_await session.write(list_lines(asked, *mailboxes, *subscriptions));
  co_return ok("listed");
}

}  // namespace

extern const Command list_command{.name = "LIST",
                                  .capability = "CHILDREN LIST-EXTENDED",
                                  .allowed_in = authenticated | selected,
                                  .run = list};

}  // namespace store::imap
