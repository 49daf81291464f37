// UNSUBSCRIBE (RFC 3501 section 6.3.7).

#include <utility>

#include "store/imap/command.hpp"

namespace store::imap {
namespace {

net::Task<Reply> unsubscribe(Session& session, wire::imap::Arguments arguments) {
  auto name = arguments.mailbox();
  const auto read = arguments.finish();
  if (!read) co_return failed(read.error());
  const auto changed = co_await session.mutate(Subscribe{.name = std::move(name), .subscribed = false});
  if (!changed) co_return failed(changed.error());
  co_return ok("unsubscribed");
}

}  // namespace

extern const Command unsubscribe_command{
    .name = "UNSUBSCRIBE", .allowed_in = authenticated | selected, .run = unsubscribe};

}  // namespace store::imap
