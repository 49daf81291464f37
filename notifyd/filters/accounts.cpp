// Recipients to accounts: address, alias, subaddress (RFC 5233), and domains that make accounts.

#include "notifyd/filters/accounts.hpp"

#include <string>
#include <utility>

#include "base/text.hpp"
#include "mail/account_address.hpp"

namespace notifyd::filters {
namespace {

using base::Errc;

base::Error unknown() {
  return base::fail(Errc::not_found, "no such user");
}

}  // namespace

store::Answer<store::Account> Accounts::find(mail::Address recipient) {
  const std::string local = base::text::lowered(recipient.local);
  const std::string domain = base::text::lowered(recipient.domain);
  const std::string user = mail::subaddress(local).user;
  auto account = co_await store_.account_by_address(local + "@" + domain);
  if (!account && account.error().code == Errc::not_found && user != local)
    account = co_await store_.account_by_address(user + "@" + domain);
  if (!account && account.error().code == Errc::not_found) account = co_await create(user, domain);
  if (account && !account->enabled) co_return base::fail(Errc::denied, "the account is disabled");
  co_return account;
}

store::Answer<store::Account> Accounts::create(std::string local, std::string domain) {
  const std::string address = local + "@" + domain;
  if (!mail::account_address(address)) co_return unknown();
  const auto known = co_await store_.domain(domain);
  if (!known) co_return known.error();
  if (!*known || !(*known)->creates_accounts) co_return unknown();
  store::Account account{.address = address};
  const auto made = co_await store_.put_account(std::move(account));
  // Two first deliveries at once: the other one made it.
  if (!made && made.error().code != Errc::already_exists) co_return made.error();
  auto found = co_await store_.account_by_address(address);
  co_return found;
}

}  // namespace notifyd::filters
