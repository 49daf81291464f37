// COPY and MOVE: the same, but for what stays (RFC 3501 section 6.4.7, RFC 6851).
#pragma once

#include "net/task.hpp"
#include "store/imap/reply.hpp"
#include "store/imap/session.hpp"
#include "wire/imap/arguments.hpp"

namespace store::imap {

struct Copying {
  bool by_uid = false;
  bool move = false;
};

net::Task<Reply> copy_messages(Session& session, wire::imap::Arguments arguments, Copying how);

}  // namespace store::imap
