// Which account an envelope recipient belongs to.
#pragma once

#include "mail/address.hpp"
#include "store/store.hpp"

namespace notifyd::filters {

/// Looks recipients up in the store. Thread-safe.
class Accounts {
 public:
  explicit Accounts(store::Store& store) : store_(store) {}

  /// The account with this address or alias, else with the address without its detail; in a domain that
  /// creates accounts a new one. not_found; denied: the account is disabled.
  store::Answer<store::Account> find(mail::Address recipient);

 private:
  store::Answer<store::Account> create(std::string local, std::string domain);

  store::Store& store_;
};

}  // namespace notifyd::filters
