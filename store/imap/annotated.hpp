// What the commands of RFC 5464 are about.
#pragma once

#include <string>

#include "base/result.hpp"
#include "mail/ids.hpp"
#include "net/task.hpp"
#include "store/imap/session.hpp"

namespace store::imap {

/// The mailbox of this name, 0 for "", the server; not_found.
net::Task<base::Result<mail::MailboxId>> annotated(Session& session, std::string name);

}  // namespace store::imap
