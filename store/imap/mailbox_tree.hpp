// The mailboxes of an account as LIST and LSUB show them (RFC 3501 sections 6.3.8, 6.3.9, RFC 5258).
#pragma once

#include <string>
#include <vector>

#include "store/imap/command.hpp"
#include "store/mailbox.hpp"
#include "wire/imap/list.hpp"

namespace store::imap {

/// The untagged lines that answer LIST.
std::string list_lines(const wire::imap::List& list, const std::vector<Mailbox>& mailboxes,
                       const std::vector<std::string>& subscriptions);
/// The untagged lines that answer LSUB.
std::string lsub_lines(const wire::imap::List& list, const std::vector<Mailbox>& mailboxes,
                       const std::vector<std::string>& subscriptions);

/// LIST or LSUB, by how its arguments are read and how its answer is written.
net::Task<Reply> answer_list(Session& session, wire::imap::Arguments arguments,
                             wire::imap::List (*read_arguments)(wire::imap::Arguments&),
                             decltype(list_lines)& lines);

}  // namespace store::imap
