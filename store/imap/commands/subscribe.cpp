// SUBSCRIBE (RFC 3501 section 6.3.6).

#include <utility>

#include "store/imap/command.hpp"

namespace store::imap {
namespace {

net::Task<Reply> subscribe(Session& session, wire::imap::Arguments arguments) {
  auto name = arguments.mailbox();
  const auto read = arguments.finish();
  if (!read) co_return failed(read.error());
  const auto changed = co_await session.mutate(Subscribe{.name = std::move(name), .subscribed = true});
  if (!changed) co_return failed(changed.error());
  co_return ok("subscribed");
}

}  // namespace

extern const Command subscribe_command{
    .name = "SUBSCRIBE", .allowed_in = authenticated | selected, .run = subscribe};

}  // namespace store::imap
