// The mutations of the seam inside this engine. Those that may touch thousands of messages go in slices, each
// short enough for the others who wait for the writer.
#pragma once

#include <string>

#include "store/engines/sqlite/transaction.hpp"
#include "store/engines/sqlite/writer.hpp"
#include "store/mailbox.hpp"
#include "store/store.hpp"

namespace store::sqlite {

/// How many messages one slice takes: some 5 to 10 ms of the writer.
constexpr std::size_t slice_size = 500;

/// Which mutation it is, runs it in one or more operations, and gives what it came to.
Answer<Changed> mutate(Writer& writer, mail::AccountId account, Mutation mutation, std::string session);

/// Who changes what.
struct Actor {
  mail::AccountId account;
  std::string session;     ///< stands in the events
  bool is_script = false;  ///< a Sieve script: what it does makes no other run (RFC 6785 section 6)
};

/// What one slice came to, and where the next one begins (0: there is none).
struct Slice {
  Changed changed;
  mail::Uid next;
};

base::Result<Slice> store_flags(Transaction& tx, const Actor& actor, const StoreFlags& change,
                                mail::Uid from);
base::Result<Slice> expunge(Transaction& tx, const Actor& actor, const Expunge& change, mail::Uid from);
base::Result<Changed> append(Transaction& tx, const Actor& actor, const Append& change);
base::Result<Changed> create(Transaction& tx, const Actor& actor, const CreateMailbox& change);
base::Result<Changed> rename(Transaction& tx, const Actor& actor, const RenameMailbox& change);
base::Result<Changed> subscribe(Transaction& tx, const Actor& actor, const Subscribe& change);
base::Result<Changed> set_metadata(Transaction& tx, const Actor& actor, const SetMetadata& change);
base::Result<Changed> claim_recent(Transaction& tx, const Actor& actor, const ClaimRecent& change);
/// The mailbox is gone for everybody; its messages are removed by purge_slice().
base::Result<Changed> remove_mailbox(Transaction& tx, const Actor& actor, const DeleteMailbox& change);

/// Copies and moves, all or nothing for who looks on.
Answer<Changed> copy(Writer& writer, Actor actor, Copy change);

/// Removes messages of mailboxes that are gone (of one account, or of any with account 0), then entries of
/// lists; true if there are more.
base::Result<bool> purge_slice(Transaction& tx, mail::AccountId account);
base::Result<bool> purge_list(Transaction& tx, mail::AccountId owner);

/// One message that goes: its row, its body's ref, the counters.
struct Departing {
  mail::Uid uid;
  std::uint8_t flags = 0;
  std::uint64_t size = 0;
  std::int64_t body = 0;
  std::uint64_t body_size = 0;
};
/// Removes them all from `mailbox` and emits one MessageExpunge. The caller saves both rows.
void depart(Transaction& tx, const Actor& actor, AccountRow& account, MailboxRow& mailbox,
            const std::vector<Departing>& messages, Changed& changed);

/// Queues `event` if some device is pushed for its kind. `about` null or one message, which it pins.
void tell(Transaction& tx, AccountRow& account, const mail::Event& event, const Departing* about,
          Changed& changed);

base::Error no_account();
base::Error no_mailbox();

}  // namespace store::sqlite
