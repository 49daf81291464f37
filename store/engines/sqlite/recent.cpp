// Invariant: what an entry holds is what a snapshot of the last commit would show.

#include "store/engines/sqlite/recent.hpp"

#include <utility>

namespace store::sqlite {
namespace {

constexpr std::size_t largest_script = 32 * 1024;  // a larger one is read each time

}  // namespace

Recent::Entry* Recent::find(mail::AccountId id) {
  const auto found = entries_.find(id.value);
  if (found == entries_.end()) return nullptr;
  by_use_.splice(by_use_.begin(), by_use_, found->second.place);
  return &found->second;
}

std::optional<Account> Recent::account(mail::AccountId id) {
  const std::scoped_lock lock(mutex_);
  const auto* entry = find(id);
  return entry == nullptr ? std::nullopt : entry->account;
}

std::optional<mail::AccountId> Recent::owner(const std::string& address) const {
  const std::scoped_lock lock(mutex_);
  const auto found = owners_.find(address);
  if (found == owners_.end()) return std::nullopt;
  return mail::AccountId{found->second};
}

std::optional<base::Result<Script>> Recent::active_script(mail::AccountId id) {
  const std::scoped_lock lock(mutex_);
  const auto* entry = find(id);
  return entry == nullptr ? std::nullopt : entry->script;
}

std::optional<std::vector<Device>> Recent::devices(mail::AccountId id) {
  const std::scoped_lock lock(mutex_);
  const auto* entry = find(id);
  return entry == nullptr ? std::nullopt : entry->devices;
}

Recent::Ticket Recent::begin(mail::AccountId id) {
  const std::scoped_lock lock(mutex_);
  if (const auto* entry = find(id)) return entry->ticket;
  while (!by_use_.empty() && entries_.size() >= limit_) erase(by_use_.back());
  by_use_.push_front(id.value);
  Entry& entry = entries_[id.value];
  entry.place = by_use_.begin();
  entry.ticket = ++last_ticket_;
  return entry.ticket;
}

Recent::Entry* Recent::waiting_for(mail::AccountId id, Ticket ticket) {
  auto* entry = find(id);
  return entry != nullptr && entry->ticket == ticket ? entry : nullptr;
}

void Recent::keep(mail::AccountId id, Ticket ticket, const Account& account) {
  const std::scoped_lock lock(mutex_);
  auto* entry = waiting_for(id, ticket);
  if (entry == nullptr || entry->account) return;  // one that is there has been counted on since
  entry->account = account;
  owners_[account.address] = id.value;
  for (const auto& alias : account.aliases) owners_[alias] = id.value;
}

void Recent::keep(mail::AccountId id, Ticket ticket, const base::Result<Script>& active) {
  if (active && active->text.size() > largest_script) return;
  const std::scoped_lock lock(mutex_);
  if (auto* entry = waiting_for(id, ticket)) entry->script = active;
}

void Recent::keep(mail::AccountId id, Ticket ticket, const std::vector<Device>& devices) {
  const std::scoped_lock lock(mutex_);
  if (auto* entry = waiting_for(id, ticket)) entry->devices = devices;
}

void Recent::save(const AccountRow& row) {
  const std::scoped_lock lock(mutex_);
  const auto found = entries_.find(row.id.value);
  if (found == entries_.end()) return;
  Entry& entry = found->second;
  if (entry.account) {
    entry.account->used = row.used;
    entry.account->head = row.head;
  } else {
    entry.ticket = ++last_ticket_;  // whoever reads it now may have seen the row before this commit
  }
}

void Recent::forget(mail::AccountId id) {
  const std::scoped_lock lock(mutex_);
  erase(id.value);
}

void Recent::erase(std::int64_t id) {
  const auto found = entries_.find(id);
  if (found == entries_.end()) return;
  if (const auto& account = found->second.account) {
    owners_.erase(account->address);
    for (const auto& alias : account->aliases) owners_.erase(alias);
  }
  by_use_.erase(found->second.place);
  entries_.erase(found);
}

}  // namespace store::sqlite
