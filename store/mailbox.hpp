// Mailboxes, messages and what changes them, as values.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "mail/event.hpp"
#include "mail/flags.hpp"
#include "mail/ids.hpp"
#include "mail/uid_set.hpp"
#include "store/outbox.hpp"

namespace store {

/// One mailbox and its counters (RFC 3501 section 2.3.1). Names are UTF-8, '/' separates, INBOX is upper
/// case.
struct Mailbox {
  mail::MailboxId id;
  std::string name;
  std::string special_use;  ///< "\Sent" and its like (RFC 6154), "" for none
  mail::UidValidity uid_validity;
  mail::Uid uid_next;
  mail::ModSeq highest_modseq;
  std::uint32_t messages = 0;
  std::uint32_t unseen = 0;
  std::uint32_t recent = 0;  ///< messages that no session has claimed as \Recent
  base::ByteCount size = 0;
  bool subscribed = false;
};

/// A mailbox as a session opens it.
struct MailboxView {
  Mailbox mailbox;
  mail::UidSet uids;                  ///< every message in it; the n-th has sequence number n
  mail::Uid first_unseen;             ///< 0 if all are seen
  std::vector<std::string> keywords;  ///< in use in it
};

struct Message {
  mail::Uid uid;
  mail::ModSeq modseq;
  mail::Flags flags;
  base::ByteCount size = 0;  ///< prefix and body (RFC822.SIZE)
  base::Time received;       ///< INTERNALDATE
  BlobRef body;
  std::string prefix;  ///< Return-Path, Delivered-To and our Received; stands before the body's octets
};

// --- Mutations: one of these is one transaction, or, where it says "in slices", several that end in one
// state.

struct StoreFlags {
  enum class Mode { add, remove, replace };
  mail::MailboxId mailbox;
  mail::UidSet uids;
  Mode mode = Mode::add;
  mail::Flags flags;
  std::optional<mail::ModSeq> unchanged_since;  ///< RFC 7162 section 3.1.3
};
/// Removes the messages of `uids` that are \Deleted (RFC 4315 UID EXPUNGE; EXPUNGE: all). In slices.
struct Expunge {
  mail::MailboxId mailbox;
  mail::UidSet uids = mail::UidSet::all();
};
/// Copies or moves to the mailbox called `to`: all or nothing for the observer, in slices, undone on failure.
struct Copy {
  mail::MailboxId from;
  mail::UidSet uids;
  std::string to;
  bool move = false;
};
struct Append {
  std::string mailbox;
  mail::Flags flags;
  base::Time received;
  BlobRef body;
  base::ByteCount size = 0;
};
struct CreateMailbox {
  std::string name;
  std::string special_use;
};
struct DeleteMailbox {
  std::string name;
};
struct RenameMailbox {
  std::string from;
  std::string to;
};
struct Subscribe {
  std::string name;
  bool subscribed = true;
};
/// No value: the entry is removed.
struct AnnotationChange {
  std::string entry;
  std::optional<std::string> value;
};
/// `mailbox` 0: entries of the server (RFC 5464); of account 0 they are shared by everybody, of others
/// private. All of them or none: syntax (a name), denied (another's), too_large, over_quota.
struct SetMetadata {
  mail::MailboxId mailbox;
  std::vector<AnnotationChange> changes;
};
/// The session becomes the one that sees the unclaimed messages as \Recent (RFC 3501 section 2.3.2).
struct ClaimRecent {
  mail::MailboxId mailbox;
};
using Mutation = std::variant<StoreFlags, Expunge, Copy, Append, CreateMailbox, DeleteMailbox, RenameMailbox,
                              Subscribe, SetMetadata, ClaimRecent>;

struct Changed {
  mail::ModSeq modseq;                  ///< head of the account after it
  std::vector<mail::FlagChange> flags;  ///< StoreFlags: messages whose flags were set, changed or not
  mail::UidSet not_modified;            ///< StoreFlags: newer than unchanged_since
  mail::UidSet expunged;                ///< Expunge, moving Copy
  mail::UidValidity uid_validity;       ///< Copy, Append: of the target
  std::vector<mail::Uid> source;        ///< Copy: in order
  std::vector<mail::Uid> target;        ///< Copy, Append: the new uids, in the order of `source`
  mail::Uid recent_from;                ///< ClaimRecent: messages from here on are \Recent to this session
  std::vector<Item> leased;
};

/// Gapless, by modseq. `truncated`: ask again from the last one.
struct Changes {
  std::vector<mail::Event> events;
  mail::ModSeq head;
  bool truncated = false;
};

}  // namespace store
