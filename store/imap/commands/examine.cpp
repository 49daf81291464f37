// EXAMINE (RFC 3501 section 6.3.2).

#include <utility>

#include "store/imap/command.hpp"
#include "store/imap/open_mailbox.hpp"

namespace store::imap {
namespace {

net::Task<Reply> examine(Session& session, wire::imap::Arguments arguments) {
  return open_mailbox(session, std::move(arguments), true);
}

}  // namespace

extern const Command examine_command{
    .name = "EXAMINE", .allowed_in = authenticated | selected, .run = examine};

}  // namespace store::imap
