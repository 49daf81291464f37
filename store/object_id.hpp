// The ids by which clients and scripts know an object whatever its name (RFC 8474).
#pragma once

#include <string>

#include "mail/ids.hpp"

namespace store {

/// MAILBOXID: never given to another mailbox of this store, kept by RENAME, and compared octet by octet. What
/// RENAME makes of INBOX keeps its id, and the new INBOX has one of its own (RFC 8474 section 8.2).
std::string object_id(mail::MailboxId mailbox);

}  // namespace store
