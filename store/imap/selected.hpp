// The selected mailbox as one session knows it: numbers, and what it has not told yet (RFC 3501
// section 2.3.1).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "mail/event.hpp"
#include "mail/flags.hpp"
#include "mail/ids.hpp"
#include "mail/uid_set.hpp"
#include "store/mailbox.hpp"
#include "wire/imap/sequence_set.hpp"

namespace store::imap {

/// The view of a mailbox. Invariant: uids() is exactly what the client has been told; numbers count in it,
/// and change only in tell().
class Selected {
 public:
  /// `known`: the head of the account before `view` was read, so that nothing falls between the two.
  Selected(MailboxView view, mail::ModSeq known, bool read_only);

  [[nodiscard]] mail::MailboxId id() const { return mailbox_.id; }
  [[nodiscard]] const std::string& name() const { return mailbox_.name; }
  [[nodiscard]] mail::UidValidity uid_validity() const { return mailbox_.uid_validity; }
  [[nodiscard]] bool read_only() const { return read_only_; }
  /// The head up to which changes were read.
  [[nodiscard]] mail::ModSeq known() const { return known_; }
  void set_known(mail::ModSeq known) { known_ = known; }
  /// The mailbox has been deleted.
  [[nodiscard]] bool gone() const { return gone_; }
  void set_gone() { gone_ = true; }

  [[nodiscard]] const mail::UidSet& uids() const { return uids_; }
  [[nodiscard]] std::uint32_t count() const;
  [[nodiscard]] mail::Uid highest() const;
  /// 0 if the client does not know this uid.
  [[nodiscard]] std::uint32_t number_of(mail::Uid uid) const;
  /// Uid 0 if there is no such number.
  [[nodiscard]] mail::Uid uid_of(std::uint32_t number) const;
  /// The uids that `set` means; numbers beyond the last are a syntax error (RFC 3501 section 9), uids that
  /// are not there are left out.
  [[nodiscard]] base::Result<mail::UidSet> uids_of(const wire::imap::SequenceSet& set, bool by_uid) const;
  /// The same with uids between the ends of each range that are not there: as many ranges as were written,
  /// however many the mailbox has.
  [[nodiscard]] base::Result<mail::UidSet> bounds_of(const wire::imap::SequenceSet& set, bool by_uid) const;

  /// Messages from `first` on are \Recent to this session.
  void set_recent_from(mail::Uid first) { recent_from_ = first; }
  [[nodiscard]] bool is_recent(mail::Uid uid) const { return uid >= recent_from_; }
  [[nodiscard]] std::uint32_t recent() const;
  /// `(\Seen \Recent)`.
  [[nodiscard]] std::string flags_text(mail::Uid uid, const mail::Flags& flags) const;
  /// `FLAGS (...)` and `OK [PERMANENTFLAGS (...)]`, untagged, with every keyword in use.
  [[nodiscard]] std::string flags_lines() const;

  /// Takes in what has happened, to be told later. Flags that `own_session` changed are not told to it again.
  /// True if there is something for the client in it.
  bool apply(const mail::Event& event, const std::string& own_session);
  /// The history was too old: takes in the difference to `view`. Flags are not compared.
  void reload(const MailboxView& view);
  /// Flags as they are now, to be told.
  void changed_flags(mail::Uid uid, const mail::Flags& flags);
  /// Untagged responses for all that was taken in, as far as the command allows: EXPUNGE never during FETCH,
  /// STORE or SEARCH (RFC 3501 section 7.4.1).
  std::string tell(bool may_expunge);

 private:
  void take_own_flags(const mail::FlagChange& change);
  void add_keywords(const mail::Flags& flags);
  [[nodiscard]] const std::vector<std::uint32_t>& firsts() const;
  std::string tell_expunged();

  Mailbox mailbox_;
  bool read_only_;
  bool gone_ = false;
  mail::ModSeq known_;
  mail::Uid recent_from_;
  std::vector<std::string> keywords_;
  bool new_keywords_ = false;
  mail::UidSet uids_;
  mail::UidSet added_;     ///< not told yet
  mail::UidSet expunged_;  ///< of uids_, not told yet
  std::map<mail::Uid, mail::Flags> flags_;
  /// Number of the first message of each range of uids_, and the number behind the last; empty: to be
  /// computed.
  mutable std::vector<std::uint32_t> firsts_;
};

}  // namespace store::imap
