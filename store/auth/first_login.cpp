// The account behind a login that a foreign source of passwords has vouched for.

#include "store/auth/first_login.hpp"

#include "mail/account_address.hpp"

namespace store::auth {

Answer<std::optional<Account>> account_at_login(Store& store, std::string address) {
  auto account = co_await store.account_by_address(address);
  if (account) {
    if (!account->enabled) co_return std::nullopt;
    co_return std::move(*account);
  }
  if (account.error().code != base::Errc::not_found) co_return account.error();
  if (!mail::account_address(address)) co_return std::nullopt;
  const auto domain = co_await store.domain(address.substr(address.rfind('@') + 1));
  if (!domain) co_return domain.error();
  if (!domain->has_value() || !(*domain)->creates_accounts) co_return std::nullopt;

  Account fresh{.address = address};
  const auto made = co_await store.put_account(std::move(fresh));
  // Two first logins at once: the other one has made it.
  if (!made && made.error().code != base::Errc::already_exists) co_return made.error();
  account = co_await store.account_by_address(address);
  if (!account) co_return account.error();
  co_return std::move(*account);
}

}  // namespace store::auth
