// What a copy reads and writes, and what a crash in the middle of one leaves to do.
#pragma once

#include <cstddef>
#include <vector>

#include "mail/flags.hpp"
#include "mail/uid_set.hpp"
#include "store/engines/sqlite/codec.hpp"
#include "store/engines/sqlite/mutations.hpp"
#include "store/engines/sqlite/operations.hpp"

namespace store::sqlite {

/// A message that is copied.
struct Original {
  mail::Uid uid;
  mail::Flags flags;
  std::uint64_t size = 0;
  BodyName body;
  base::Time received;
  std::string prefix;
  mail::ModSeq arrival;
};

/// At most `limit` messages of `uids` with a uid from `begin` on.
std::vector<Original> originals(Transaction& tx, const MailboxRow& from, const mail::UidSet& uids,
                                mail::Uid begin, std::size_t limit);
void insert_copy(Transaction& tx, const MailboxRow& to, mail::Uid uid, mail::ModSeq modseq,
                 const Original& original);
/// At most slice_size + 1 of them.
std::vector<Departing> departing(Transaction& tx, const MailboxRow& mailbox, const mail::UidSet& uids,
                                 mail::Uid begin);

/// The account's copy has appeared; what is left to do is to remove `uids` from its source.
void note_moved(Transaction& tx, mail::AccountId account, const mail::UidSet& uids);
/// Removes hidden copies; true if there are more, else the copy is forgotten.
base::Result<bool> undo_copy_slice(Transaction& tx, mail::AccountId account);
/// When the store is opened: undoes the copies that had not appeared, ends the moves that had. One
/// transaction.
void finish_copies(Transaction& tx);

}  // namespace store::sqlite
