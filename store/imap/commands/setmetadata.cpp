// SETMETADATA (RFC 5464 section 4.3): all of its entries are set, or none.

#include <algorithm>

#include "store/imap/annotated.hpp"
#include "store/imap/command.hpp"
#include "wire/imap/metadata.hpp"

namespace store::imap {
namespace {

Reply too_large() {
  return no("METADATA MAXSIZE " + std::to_string(largest_annotation), "a value is too large");
}

net::Task<Reply> set_metadata(Session& session, wire::imap::Arguments arguments) {
  auto set = wire::imap::set_metadata_arguments(arguments, largest_annotation);
  const auto read = arguments.finish();
  if (!read) co_return failed(read.error());
  const auto is_too_large = [](const auto& entry) { return entry.size > largest_annotation; };
  if (std::ranges::any_of(set.entries, is_too_large)) co_return too_large();
  const auto mailbox = co_await annotated(session, set.mailbox);
  if (!mailbox) co_return failed(mailbox.error());
  SetMetadata change{.mailbox = *mailbox, .changes = {}};
  for (auto& entry : set.entries)
    change.changes.push_back({.entry = std::move(entry.name), .value = std::move(entry.value)});
  const auto changed = co_await session.mutate(std::move(change));
  if (changed) co_return ok("they are set");
  if (changed.error().code == base::Errc::too_large) co_return too_large();
  if (changed.error().code == base::Errc::over_quota) co_return no("METADATA TOOMANY", changed.error().text);
  co_return failed(changed.error());
}

}  // namespace

extern const Command setmetadata_command{.name = "SETMETADATA",
                                         .allowed_in = authenticated | selected,
                                         .run = set_metadata,
                                         .takes_message = true};

}  // namespace store::imap
