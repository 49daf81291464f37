// LSUB (RFC 3501 section 6.3.9).

#include "store/imap/command.hpp"
#include "store/imap/mailbox_tree.hpp"

namespace store::imap {
namespace {

net::Task<Reply> lsub(Session& session, wire::imap::Arguments arguments) {
  return answer_list(session, std::move(arguments), wire::imap::lsub_arguments, lsub_lines);
}

}  // namespace

extern const Command lsub_command{.name = "LSUB", .allowed_in = authenticated | selected, .run = lsub};

}  // namespace store::imap
