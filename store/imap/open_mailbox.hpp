// SELECT and EXAMINE: the same, but for what may be changed (RFC 3501 sections 6.3.1 and 6.3.2).
#pragma once

#include "net/task.hpp"
#include "store/imap/reply.hpp"
#include "store/imap/session.hpp"
#include "wire/imap/arguments.hpp"

namespace store::imap {

net::Task<Reply> open_mailbox(Session& session, wire::imap::Arguments arguments, bool read_only);

}  // namespace store::imap
