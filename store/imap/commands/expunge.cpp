// EXPUNGE (RFC 3501 section 6.4.3) and UID EXPUNGE (RFC 4315 section 2.1). The messages that went are told
// with all other changes, before the answer.

#include "store/imap/command.hpp"

namespace store::imap {
namespace {

net::Task<Reply> remove(Session& session, mail::UidSet uids) {
  const auto& view = *session.selected();
  if (view.read_only()) co_return no("READ-ONLY", "the mailbox is open for reading only");
  if (uids.empty()) co_return ok("nothing to expunge");
  const auto changed = co_await session.mutate(Expunge{.mailbox = view.id(), .uids = std::move(uids)});
  if (!changed) co_return failed(changed.error());
  co_return ok("expunged");
}

net::Task<Reply> expunge(Session& session, wire::imap::Arguments arguments) {
  if (!arguments.empty()) co_return bad("EXPUNGE takes no arguments");
  Reply reply = co_await remove(session, mail::UidSet::all());
  co_return reply;
}

net::Task<Reply> uid_expunge(Session& session, wire::imap::Arguments arguments) {
  const auto set = arguments.sequence_set();
  const auto read = arguments.finish();
  if (!read) co_return failed(read.error());
  auto uids = session.selected()->uids_of(set, true);
  if (!uids) co_return failed(uids.error());
  Reply reply = co_await remove(session, std::move(*uids));
  co_return reply;
}

}  // namespace

extern const Command expunge_command{.name = "EXPUNGE",
                                     .capability = "UIDPLUS",
                                     .allowed_in = selected,
                                     .run = expunge,
                                     .run_by_uid = uid_expunge};

}  // namespace store::imap
