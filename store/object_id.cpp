// A letter before the number, so that no id is a number, a dash or NIL (RFC 8474 section 8.1).

#include "store/object_id.hpp"

namespace store {

std::string object_id(mail::MailboxId mailbox) {
  return "F" + std::to_string(mailbox.value);
}

}  // namespace store
