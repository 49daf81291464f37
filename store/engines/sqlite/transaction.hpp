// One operation in the writer: what it may do, and what leaves when its group has been committed.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "mail/event.hpp"
#include "mail/ids.hpp"
#include "store/engines/sqlite/books.hpp"
#include "store/engines/sqlite/connection.hpp"
#include "store/outbox.hpp"

namespace store::sqlite {

/// The row of an account, taken at the start of every operation on it and written back by save().
struct AccountRow {
  mail::AccountId id;
  std::uint64_t quota = 0;
  std::uint64_t used = 0;
  bool exceeded = false;  ///< QuotaExceed was told, and QuotaWithin not yet
  mail::ModSeq head;
  std::int64_t last_event = 0;
  std::int64_t last_trace = 0;
  mail::EventMask wants = 0;  ///< what some device of it is pushed for
  mail::ModSeq script;        ///< of the active script, 0 for none
};

struct MailboxRow {
  mail::AccountId account;
  mail::MailboxId id;
  std::string name;
  mail::UidValidity uid_validity;
  mail::Uid uid_next;
  mail::ModSeq highest_modseq;
  std::uint32_t messages = 0;
  std::uint32_t unseen = 0;
  std::uint32_t recent = 0;
  mail::Uid recent_from;
  std::uint64_t size = 0;
  std::int64_t last_event = 0;
};

/// A plain view of the writer's connection; lives for one operation, on the writer's thread.
class Transaction {
 public:
  Transaction(Connection& database, Books& books, base::Time now)
      : database_(database), books_(books), now_(now) {}

  template <class... Values>
  int run(std::string_view sql, const Values&... values) {
    return database_.run(sql, values...);
  }
  template <class... Values>
  std::optional<std::int64_t> number(std::string_view sql, const Values&... values) {
    return database_.number(sql, values...);
  }
  template <class... Values>
  Query rows(std::string_view sql, const Values&... values) {
    return database_.rows(sql, values...);
  }
  [[nodiscard]] Connection& database() { return database_; }
  [[nodiscard]] Books& books() { return books_; }
  [[nodiscard]] base::Time now() const { return now_; }

  /// Nothing if there is none, or it has been dropped.
  std::optional<AccountRow> account(mail::AccountId id);
  void save(const AccountRow& account);
  std::optional<MailboxRow> mailbox(mail::AccountId account, mail::MailboxId id);
  std::optional<MailboxRow> mailbox(mail::AccountId account, std::string_view name);
  void save(const MailboxRow& mailbox);
  /// A number that was never handed out before, of the sequence `name`.
  std::int64_t next(std::string_view name);

  /// Gives `event` the next modseq and its time, and writes its row. `mailbox` null: an event of no mailbox.
  /// The caller saves both rows.
  void emit(AccountRow& account, MailboxRow* mailbox, mail::Event& event);
  /// Everybody who listens to the account is told after the commit.
  void hint(const AccountRow& account) { hint_ = std::pair(account.id, account.head); }

  /// Logins of the account may have ended: its sessions ask again, those that listen at once, if its head has
  /// moved on.
  void end_logins(const AccountRow& account) {
    hint(account);
    ends_logins_ = true;
  }
  [[nodiscard]] bool ends_logins() const { return ends_logins_; }

  /// The outbox has a row that is due and that nobody was given.
  void owe() { owes_ = true; }
  [[nodiscard]] bool owes() const { return owes_; }

  /// An error that a test wants at this step.
  [[nodiscard]] std::optional<base::Error> fault(std::string_view step) const;
  /// Undoes in memory what the operation did there, should it be rolled back alone or with its group.
  void at_rollback(std::function<void()> undo) { undo_.push_back(std::move(undo)); }
  void roll_back();
  /// If the operation fails by its Error, `then` runs in its place in the same group.
  void instead(std::function<void(Transaction&)> then) { instead_ = std::move(then); }
  [[nodiscard]] std::function<void(Transaction&)> take_instead() { return std::exchange(instead_, nullptr); }
  [[nodiscard]] const std::optional<std::pair<mail::AccountId, mail::ModSeq>>& hinted() const {
    return hint_;
  }
  /// More of the account than its counters changes: what is remembered of it is void after the commit.
  void forget(mail::AccountId account) { forgotten_.push_back(account); }
  [[nodiscard]] const std::vector<mail::AccountId>& forgotten() const { return forgotten_; }
  /// The account as save() left it.
  [[nodiscard]] const std::optional<AccountRow>& saved() const { return saved_; }

 private:
  Connection& database_;
  Books& books_;
  base::Time now_;
  std::optional<std::pair<mail::AccountId, mail::ModSeq>> hint_;
  std::optional<AccountRow> saved_;
  std::vector<mail::AccountId> forgotten_;
  bool ends_logins_ = false;
  bool owes_ = false;
  std::vector<std::function<void()>> undo_;
  std::function<void(Transaction&)> instead_;
};

}  // namespace store::sqlite
