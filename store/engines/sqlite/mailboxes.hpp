// What operations on mailboxes share.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "mail/event.hpp"
#include "mail/flags.hpp"
#include "store/deliver.hpp"
#include "store/engines/sqlite/codec.hpp"
#include "store/engines/sqlite/transaction.hpp"

namespace store::sqlite {

/// INBOX, also above others, in upper case (RFC 3501 section 5.1), everything else as it is.
std::string canonical(std::string_view mailbox);

/// already_exists; syntax if the name cannot be one.
base::Result<std::monostate> may_be_named(Transaction& tx, mail::AccountId account, const std::string& name);
/// too_large if there would be too many mailboxes with `more` and those that are missing above `name`.
base::Result<std::monostate> has_room(Transaction& tx, mail::AccountId account, const std::string& name,
                                      std::int64_t more);
/// Makes what is missing above `name`, each with its MailboxCreate event. The caller saves the account.
void create_above(Transaction& tx, AccountRow& account, const std::string& name, const std::string& session);
/// Makes the mailbox, if it may_be_named() and has_room(), and those above it.
base::Result<MailboxRow> create_mailbox(Transaction& tx, AccountRow& account, const std::string& name,
                                        const std::string& special_use, const std::string& session);
/// The bare row, without an event.
MailboxRow insert_mailbox(Transaction& tx, mail::AccountId account, const std::string& name,
                          const std::string& special_use);

/// A message that goes into a mailbox.
struct NewMessage {
  mail::Flags flags;
  base::Time received;
  BodyName body;
  std::string prefix;
  mail::ModSeq arrival;  ///< of the event under which its trace stands; 0: its own
  [[nodiscard]] std::uint64_t size() const { return prefix.size() + body.length; }
};
/// Gives it the next uid and emits `event` for it. The caller raises the body's refs and saves both rows.
mail::Event add_message(Transaction& tx, AccountRow& account, MailboxRow& mailbox, const NewMessage& message,
                        mail::Event event);

/// over_quota if `more` octets do not fit; the first time, QuotaExceed is told instead (RFC 5423
/// section 4.1).
base::Result<std::monostate> charge(Transaction& tx, AccountRow& account, std::uint64_t more);
/// `less` octets went; QuotaWithin if that brings the account back under its quota.
void discharge(Transaction& tx, AccountRow& account, std::uint64_t less);
/// The QuotaWithin that is owed, if the account was told to be full and is no more (RFC 5423 section 4.3).
void tell_quota_within(Transaction& tx, AccountRow& account);

}  // namespace store::sqlite
