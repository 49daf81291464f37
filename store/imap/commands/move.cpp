// MOVE and UID MOVE (RFC 6851).

#include <utility>

#include "store/imap/command.hpp"
#include "store/imap/copying.hpp"

namespace store::imap {
namespace {

net::Task<Reply> move(Session& session, wire::imap::Arguments arguments) {
  return copy_messages(session, std::move(arguments), {.by_uid = false, .move = true});
}

net::Task<Reply> uid_move(Session& session, wire::imap::Arguments arguments) {
  return copy_messages(session, std::move(arguments), {.by_uid = true, .move = true});
}

}  // namespace

extern const Command move_command{
    .name = "MOVE", .capability = "MOVE", .allowed_in = selected, .run = move, .run_by_uid = uid_move};

}  // namespace store::imap
