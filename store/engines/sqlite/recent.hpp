// What every delivery and every push asks of an account, kept in memory until a commit changes it.
#pragma once

#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "store/account.hpp"
#include "store/engines/sqlite/transaction.hpp"

namespace store::sqlite {

/// The account, its active script and its devices as of the last commit, of the accounts used most recently.
/// Read-through: a reader takes a ticket before its snapshot begins, and what it found is kept only if no
/// commit has changed the account since; the writer tells each commit before its answers leave. Thread-safe.
class Recent {
 public:
  explicit Recent(std::size_t accounts) : limit_(accounts) {}

  [[nodiscard]] std::optional<Account> account(mail::AccountId id);
  [[nodiscard]] std::optional<mail::AccountId> owner(const std::string& address) const;
  /// Errc::not_found is an answer too: there is no active script.
  [[nodiscard]] std::optional<base::Result<Script>> active_script(mail::AccountId id);
  [[nodiscard]] std::optional<std::vector<Device>> devices(mail::AccountId id);

  using Ticket = std::uint64_t;
  Ticket begin(mail::AccountId id);
  void keep(mail::AccountId id, Ticket ticket, const Account& account);
  void keep(mail::AccountId id, Ticket ticket, const base::Result<Script>& active);
  void keep(mail::AccountId id, Ticket ticket, const std::vector<Device>& devices);

  /// A commit has counted the account on: its use and its head.
  void save(const AccountRow& row);
  /// A commit has changed anything else of it.
  void forget(mail::AccountId id);

 private:
  struct Entry {
    Ticket ticket = 0;
    std::optional<Account> account;
    std::optional<base::Result<Script>> script;
    std::optional<std::vector<Device>> devices;
    std::list<std::int64_t>::iterator place;
  };
  Entry* find(mail::AccountId id);
  Entry* waiting_for(mail::AccountId id, Ticket ticket);
  void erase(std::int64_t id);

  std::size_t limit_;
  mutable std::mutex mutex_;
  Ticket last_ticket_ = 0;
  std::unordered_map<std::int64_t, Entry> entries_;
  std::list<std::int64_t> by_use_;                        ///< the latest first
  std::unordered_map<std::string, std::int64_t> owners_;  ///< of the addresses of accounts in entries_
};

}  // namespace store::sqlite
