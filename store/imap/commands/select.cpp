// SELECT (RFC 3501 section 6.3.1).

#include <utility>

#include "store/imap/command.hpp"
#include "store/imap/open_mailbox.hpp"

namespace store::imap {
namespace {

net::Task<Reply> select(Session& session, wire::imap::Arguments arguments) {
  return open_mailbox(session, std::move(arguments), false);
}

}  // namespace

extern const Command select_command{.name = "SELECT", .allowed_in = authenticated | selected, .run = select};

}  // namespace store::imap
