// The seam to what must still leave: one row per event or outgoing mail, committed with the change that
// caused it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "mail/address.hpp"
#include "mail/event.hpp"
#include "mail/terms.hpp"
#include "store/blobs.hpp"
#include "store/trace.hpp"

namespace store {

/// A Sieve `notify` of the deposit (RFC 5435) that is meant for a device of the account: its URI was
/// `device:NAME`.
struct DeviceNotify {
  std::string device;
  std::string message;     ///< :message, UTF-8
  std::string importance;  ///< "1", "2" or "3"
  std::string cause;       ///< script and line, for the trace
  bool operator==(const DeviceNotify&) const = default;
};

/// How often an account may do something on one day (UTC), however many messages ask for it.
struct Allowance {
  std::string what;  ///< counted under this name; "": without a limit
  std::uint32_t most_a_day = 0;
};

/// A Sieve `notify` of the deposit to a URI that names no device of the account: tel:, sms:, https:.
struct UriNotify {
  std::string scheme;
  std::string endpoint;    ///< the number in the form of E.164, or the URL
  std::string message;     ///< UTF-8
  std::string importance;  ///< "1", "2" or "3"
  std::string cause;       ///< script and line, for the trace
  bool operator==(const UriNotify&) const = default;
};

/// What the notifier works off: an event of an account, for all its devices or for one that was split off.
struct EventItem {
  mail::Event event;
  std::vector<mail::Event> also;  ///< the same message in further mailboxes: one push for all of them
  std::vector<DeviceNotify> notifies;
  std::optional<mail::DeviceId> device;  ///< set: a retry for this device alone
  bool subscriptions_apply = true;  ///< false: only `notifies` (tapped accounts whose script said discard)
  BlobRef body;                     ///< pinned until the item is settled
  std::string prefix;               ///< stands before the body's octets
};

/// A mail that leaves by ESMTP, one recipient each.
struct MailItem {
  mail::Address sender;
  mail::Address recipient;
  BlobRef body;
  std::string prefix;  ///< stands before the body's octets
  std::string cause;   ///< "redirect", "notify", "vacation", "reject", "bounce", "report"
  std::string log_id;
  mail::Terms terms{};
};

/// A notification to a URI, one endpoint each.
struct UriItem {
  UriNotify notify;
  std::string log_id;
};

/// A mail for a program of the administrator.
struct PipeItem {
  std::string program;
  std::vector<std::string> arguments;
  std::vector<std::string> environment;  ///< NAME=VALUE
  BlobRef body;
  std::string prefix;  ///< stands before the body's octets
  std::string cause;   ///< script and line
  std::string log_id;
};

/// What makes a script run over messages that are stored already (RFC 6785 section 4.3).
enum class ImapCause : std::uint8_t { append, copy, flag };

/// A script that is to run over messages, as an IMAP command stored them or changed their flags.
struct ScriptItem {
  ImapCause cause = ImapCause::append;
  std::string script;  ///< its name among the account's
  mail::MailboxId mailbox;
  std::string mailbox_name;  ///< when it happened
  mail::UidSet uids;         ///< of each of them a run
  mail::Flags changed;       ///< set or cleared, of all of them
  mail::ModSeq modseq;       ///< of the event
};

using Payload = std::variant<EventItem, MailItem, UriItem, PipeItem, ScriptItem>;

/// Names a row and the lease under which it is held: `attempt` is the fencing token, so a late worker changes
/// nothing.
struct Ticket {
  std::int64_t id = 0;
  std::uint32_t attempt = 0;
};

struct Item {
  Ticket ticket;
  mail::AccountId account;
  base::Time created;
  base::Time leased_until;
  std::uint32_t failures = 0;  ///< tries that ended in "later"
  Payload payload;
};

struct Done {};
struct RetryAt {
  base::Time due;
  std::string reason;
  bool tried = true;  ///< false: nothing was sent, so no failure is counted
};
struct Dead {
  std::string reason;
};
/// A device that failed while others heard: gets a row of its own.
struct Split {
  mail::DeviceId device;
  std::variant<RetryAt, Dead> verdict;
};

struct Settled {
  Ticket ticket;
  std::variant<Done, RetryAt, Dead> verdict;
  std::vector<Split> splits;
  Trace trace;
  std::optional<MailItem> bounce;   ///< tells its sender (RFC 3464); a row of the same account
  std::optional<MailItem> changed;  ///< a mail that is tried again, as it is from now on; its body stays
};

/// A mail that waits, is being sent, or could not be.
struct QueuedMail {
  std::int64_t id = 0;
  mail::AccountId account;
  std::string account_address;
  MailItem mail;
  std::uint64_t octets = 0;
  base::Time created;
  std::optional<base::Time> due;  ///< nothing: it is a dead letter
  bool leased = false;            ///< it is being sent
  std::uint32_t failures = 0;
  std::string reason;  ///< of the last failure
};

struct DeadLetter {
  std::int64_t id = 0;
  mail::AccountId account;
  std::string account_address;
  std::string kind;  ///< "event", "mail", "uri", "pipe" or "script"
  std::string device;
  std::string reason;
  base::Time created;
  base::Time died;
  std::uint32_t failures = 0;
};

struct OutboxStats {
  std::uint64_t waiting = 0;  ///< due or leased
  std::uint64_t later = 0;    ///< due in the future
  std::uint64_t dead = 0;
  std::optional<base::Time> oldest;  ///< creation of the oldest that waits: the one alarm that matters
};

class Outbox {
 public:
  virtual ~Outbox() = default;
  /// Up to `max` due rows, leased to this process for `lease`. A row whose due time was set later than now is
  /// due as well: the clock was set back, and it would wait until the clock has come to where it was. Rows
  /// that deliver/mutate/observe returned are leased already.
  virtual Answer<std::vector<Item>> claim(std::size_t max, std::chrono::milliseconds lease) = 0;
  /// Longer leases for those of `tickets` that still hold; returns them.
  virtual Answer<std::vector<Ticket>> renew(std::vector<Ticket> tickets, std::chrono::milliseconds lease) = 0;
  /// One batched write. Returns how many held their lease; the others changed nothing.
  virtual Answer<std::size_t> settle(std::vector<Settled> settled) = 0;
  /// Newest first, ids below `before`, at most `limit`.
  virtual Answer<std::vector<DeadLetter>> dead_letters(std::int64_t before, std::size_t limit) = 0;
  /// Makes a dead letter due at once, or removes it. not_found.
  virtual Answer<std::monostate> revive(std::int64_t id) = 0;
  virtual Answer<std::monostate> drop(std::int64_t id) = 0;
  /// Newest first, ids below `before`, at most `limit`: the mails among the rows, dead ones too.
  virtual Answer<std::vector<QueuedMail>> mails(std::int64_t before, std::size_t limit) = 0;
  /// Makes a mail due at once, or removes it. not_found; conflict while it is being sent.
  virtual Answer<std::monostate> hasten_mail(std::int64_t id) = 0;
  virtual Answer<std::monostate> drop_mail(std::int64_t id) = 0;
  virtual Answer<OutboxStats> stats() = 0;
  /// When the earliest row falls due (a leased one when its lease ends); nothing if there is none.
  virtual Answer<std::optional<base::Time>> next_due() = 0;
};

}  // namespace store
