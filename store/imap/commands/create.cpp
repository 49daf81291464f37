// CREATE (RFC 3501 section 6.3.3) and CREATE-SPECIAL-USE (RFC 6154 section 3).

#include <utility>

#include "store/imap/command.hpp"

namespace store::imap {
namespace {

net::Task<Reply> create(Session& session, wire::imap::Arguments arguments) {
  auto name = arguments.mailbox();
  const auto modified = modifiers("CREATE", arguments);
  const auto read = arguments.finish();
  if (!read) co_return failed(read.error());
  // A delimiter at the end only says that there will be mailboxes below.
  if (name.ends_with('/')) name.pop_back();
  if (name.find_first_of("%*") != std::string::npos) co_return no("CANNOT", "% and * are wildcards");
  const auto changed = co_await session.mutate(CreateMailbox{std::move(name), modified.special_use});
  // A name that cannot be one is no fault of the grammar.
  if (!changed && changed.error().code == base::Errc::syntax) co_return no("CANNOT", changed.error().text);
  if (!changed) co_return failed(changed.error());
  co_return ok("created");
}

}  // namespace

extern const Command create_command{.name = "CREATE", .allowed_in = authenticated | selected, .run = create};

}  // namespace store::imap
