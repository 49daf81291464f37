// How messages get to another mailbox, and COPYUID (RFC 4315 section 3).

#include "store/imap/copying.hpp"

#include <utility>

#include "store/imap/command.hpp"
#include "wire/imap/write.hpp"

namespace store::imap {

net::Task<Reply> copy_messages(Session& session, wire::imap::Arguments arguments, Copying how) {
  const auto set = arguments.sequence_set();
  arguments.space();
  auto to = arguments.mailbox();
  const auto read = arguments.finish();
  if (!read) co_return failed(read.error());
  const auto& view = *session.selected();
  auto uids = view.uids_of(set, how.by_uid);
  if (!uids) co_return failed(uids.error());
  if (how.move && view.read_only()) co_return no("READ-ONLY", "the mailbox is open for reading only");
  if (uids->empty()) co_return ok("there is no such message");
  const auto changed = co_await session.mutate(
      Copy{.from = view.id(), .uids = std::move(*uids), .to = std::move(to), .move = how.move});
  if (!changed && changed.error().code == base::Errc::not_found)
    co_return no("TRYCREATE", changed.error().text);
  if (!changed) co_return failed(changed.error());
  if (changed->source.empty()) co_return ok("these messages have been expunged");
  std::string code = "COPYUID " + std::to_string(changed->uid_validity.value) + " " +
                     wire::imap::uid_list(changed->source) + " " + wire::imap::uid_list(changed->target);
  if (!how.move) co_return ok(std::move(code), "copied");
  // RFC 6851 section 4.3: before the EXPUNGE responses, which follow with all other changes.
  co_await session.write("* OK [" + code + "] moved\r\n");
  co_return ok("moved");
}

}  // namespace store::imap
