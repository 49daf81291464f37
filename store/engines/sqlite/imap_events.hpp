// IMAP events that make a script run (RFC 6785), and what such a script does to the message.
#pragma once

#include <vector>

#include "store/deliver.hpp"
#include "store/engines/sqlite/mailboxes.hpp"
#include "store/engines/sqlite/mutations.hpp"
#include "store/engines/sqlite/operations.hpp"

namespace store::sqlite {

/// Queues the script that the mailbox's annotation names, or the server's, for the messages of `event`, if
/// the account has it. Before the account is saved.
void run_script(Transaction& tx, AccountRow& account, const mail::Event& event, ImapCause cause,
                Changed& changed);

/// Queues what devices hear of a copy that a script made, as of one that a client made.
void tell_of_copy(Transaction& tx, AccountRow& account, const mail::Event& event, const NewMessage& message,
                  std::vector<Item>& leased);
/// Changes the flags of the message that a script ran over, and what this is told by goes to `leased`.
/// conflict: it has gone.
base::Result<Nothing> change_existing(Transaction& tx, mail::AccountId account, const Existing& existing,
                                      std::vector<Item>& leased);
/// The event of the message as it is now, for a push that the script asks for. Its modseq is that under which
/// the message's trace stands.
base::Result<mail::Event> event_of(Transaction& tx, const AccountRow& account, const Existing& existing);

}  // namespace store::sqlite
