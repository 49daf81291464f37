// Accounts that come into being because somebody logs in whom another source of passwords knows.
#pragma once

#include <optional>
#include <string>

#include "store/store.hpp"

namespace store::auth {

/// The account of `address` (lower case). If there is none, its domain decides: one that creates accounts
/// gets a new one. Nothing if it may not, or if the account is disabled.
Answer<std::optional<Account>> account_at_login(Store& store, std::string address);

}  // namespace store::auth
