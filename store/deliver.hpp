// A delivery as one value, and what became of it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "mail/flags.hpp"
#include "mail/ids.hpp"
#include "store/mailbox.hpp"
#include "store/outbox.hpp"
#include "store/trace.hpp"

namespace store {

/// SHA-256 over sender, recipient and octets as received; decides whether a delivery is a retry. "" for none.
using DedupKey = std::string;

/// A mailbox that gets a copy. A mailbox that does not exist: made if `create`, else the answer is conflict.
struct Target {
  std::string mailbox;
  mail::Flags flags;
  bool create = false;
  std::string special_use;  ///< RFC 6154: of the mailbox, if it is created; "" for none
  BlobRef body;             ///< its own, as a script had edited the message (RFC 5293); "": the delivery's
};

/// What the filters saw; the transaction checks it again and answers conflict if it has changed.
struct ReliedOn {
  mail::ModSeq script;                                  ///< of the active script, 0 if there was none
  std::vector<std::pair<std::string, bool>> mailboxes;  ///< name, existed
  std::vector<std::pair<std::string, bool>> memory;     ///< key, what `remembers` said
};

/// Sieve's own memory (duplicate, vacation): a key, and how long it is kept from now on.
struct Remember {
  std::string key;
  base::Time until;
};

/// A mail that the filters send (redirect, notify mailto, vacation).
struct Outgoing {
  mail::Address sender;
  mail::Address recipient;
  std::string prefix;
  bool carries_body = true;  ///< false: `prefix` is all of it
  BlobRef body;              ///< its own, where it carries one that is not the delivery's
  std::string cause;
  mail::Terms terms{};
  Allowance allowance;              ///< taken from when the delivery is committed
  std::optional<std::size_t> copy;  ///< which of Deliver::copies is one of it
};

/// A notification to a URI that the filters ask for.
struct AllowedNotify {
  UriNotify notify;
  Allowance allowance;
};

/// A copy for a program of the administrator.
struct Piped {
  std::string program;
  std::vector<std::string> arguments;
  std::vector<std::string> environment;
  BlobRef body;  ///< its own, as a script had edited the message; "": the delivery's
  std::string cause;
};

/// A message that a script ran over after an IMAP command had stored or changed it (RFC 6785), and what the
/// script does to its flags.
struct Existing {
  ImapCause cause = ImapCause::append;
  mail::MailboxId mailbox;
  mail::Uid uid;
  mail::Flags add;
  mail::Flags remove;
};

/// The delivery to one recipient: one transaction.
struct Deliver {
  mail::AccountId account;
  DedupKey dedup_key;
  std::vector<Target> targets;  ///< none: discarded, and only remembered and traced
  /// Mailboxes of another server that has taken the mail already (LMTP hook): each is an event that names it,
  /// with uid 0 and no mailbox of ours.
  std::vector<std::string> elsewhere;
  BlobRef body;
  base::ByteCount body_size = 0;
  std::string prefix;  ///< Return-Path, Delivered-To, our Received
  base::Time received;
  std::string log_id;
  ReliedOn relied_on;
  std::vector<Remember> memory;
  std::vector<DeviceNotify> notifies;
  Allowance device_allowance{};  ///< taken from for each of `notifies`
  std::vector<AllowedNotify> uri_notifies;
  std::vector<Outgoing> outgoing;
  std::vector<Piped> pipes;
  /// Copies of what the filters send (RFC 8580), each with a body of its own and without `prefix`. Nobody is
  /// told of them.
  std::vector<Target> copies;
  bool tell = true;  ///< false: nobody is told (the administrator's script discarded it)
  /// Set: nothing came in. `targets` get copies of this message, and `body` and `prefix` are its own.
  /// conflict if it has gone. What is done to it makes no script run.
  std::optional<Existing> existing;
  Trace trace;
};

struct Placed {
  std::string mailbox;
  mail::MailboxId mailbox_id;
  mail::UidValidity uid_validity;
  mail::Uid uid;
};

struct Delivered {
  std::vector<Placed> placed;
  mail::ModSeq modseq;
  bool duplicate = false;  ///< the key was known: nothing was changed, `placed` is the earlier result
  std::vector<Item> leased;
};

/// An event of a foreign store with the tap's cursor (RFC 5423; UIDVALIDITY, last UID and HIGHESTMODSEQ
/// seen).
struct Cursor {
  std::string mailbox;
  mail::UidValidity uid_validity;
  mail::Uid uid_next;
  std::uint64_t highest_modseq = 0;
  base::Time told_until;  ///< what the server received up to then is told of, or old; epoch: not known
  bool operator==(const Cursor&) const = default;
};

struct Observe {
  mail::AccountId account;
  Cursor cursor;                    ///< the new cursor, committed with the events
  std::vector<mail::Event> events;  ///< may be none: the cursor alone moves (first contact)
  std::vector<DeviceNotify> notifies;
  Allowance device_allowance{};  ///< taken from for each of `notifies`
  std::vector<AllowedNotify> uri_notifies;
  bool subscriptions_apply = true;
  BlobRef body;
  Trace trace;
};

struct Observed {
  mail::ModSeq modseq;
  std::vector<Item> leased;
};

}  // namespace store
