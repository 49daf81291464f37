// RENAME (RFC 3501 section 6.3.5).

#include <utility>

#include "store/imap/command.hpp"

namespace store::imap {
namespace {

net::Task<Reply> rename(Session& session, wire::imap::Arguments arguments) {
  auto from = arguments.mailbox();
  arguments.space();
  auto to = arguments.mailbox();
  const auto read = arguments.finish();
  if (!read) co_return failed(read.error());
  if (to.ends_with('/')) to.pop_back();
  if (to.find_first_of("%*") != std::string::npos) co_return no("CANNOT", "% and * are wildcards");
  const auto changed = co_await session.mutate(RenameMailbox{std::move(from), std::move(to)});
  if (!changed && changed.error().code == base::Errc::syntax) co_return no("CANNOT", changed.error().text);
  if (!changed) co_return failed(changed.error());
  co_return ok("renamed");
}

}  // namespace

extern const Command rename_command{.name = "RENAME", .allowed_in = authenticated | selected, .run = rename};

}  // namespace store::imap
