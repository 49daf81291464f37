// DELETE (RFC 3501 section 6.3.4).

#include <utility>

#include "store/imap/command.hpp"

namespace store::imap {
namespace {

net::Task<Reply> delete_mailbox(Session& session, wire::imap::Arguments arguments) {
  auto name = arguments.mailbox();
  const auto read = arguments.finish();
  if (!read) co_return failed(read.error());
  if (name == "INBOX") co_return no("CANNOT", "INBOX cannot be deleted");
  // The own selected mailbox is left first: the client knows what it does.
  if (session.selected() && session.selected()->name() == name) co_await session.unselect();
  const auto changed = co_await session.mutate(DeleteMailbox{std::move(name)});
  if (!changed) co_return failed(changed.error());
  co_return ok("deleted");
}

}  // namespace

extern const Command delete_command{
    .name = "DELETE", .allowed_in = authenticated | selected, .run = delete_mailbox};

}  // namespace store::imap
