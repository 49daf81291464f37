// COPY and UID COPY (RFC 3501 sections 6.4.7 and 6.4.8).

#include <utility>

#include "store/imap/command.hpp"
#include "store/imap/copying.hpp"

namespace store::imap {
namespace {

net::Task<Reply> copy(Session& session, wire::imap::Arguments arguments) {
  return copy_messages(session, std::move(arguments), {.by_uid = false, .move = false});
}

net::Task<Reply> uid_copy(Session& session, wire::imap::Arguments arguments) {
  return copy_messages(session, std::move(arguments), {.by_uid = true, .move = false});
}

}  // namespace

extern const Command copy_command{
    .name = "COPY", .allowed_in = selected, .run = copy, .run_by_uid = uid_copy};

}  // namespace store::imap
