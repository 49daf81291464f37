// External lists, from names to rows of the store.

#include "notifyd/filters/lists.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sieve/list_name.hpp"

namespace notifyd::filters {
namespace {

using base::Errc;

constexpr mail::AccountId everybody{};

/// What `look` (owner -> Task<Result<Found>>) finds with the first owner who has the list; else what the
/// default address book is that was never made, or nothing.
template <class Found, class Look>
net::Task<base::Result<std::optional<Found>>> first_of(const std::string& list, mail::AccountId account,
                                                       const Look& look) {
  if (list != sieve::default_address_book) {
    base::Result<Found> shared = co_await look(everybody);
    if (shared) co_return std::optional<Found>(std::move(*shared));
    if (shared.error().code != Errc::not_found) co_return shared.error();
  }
  base::Result<Found> own = co_await look(account);
  if (own) co_return std::optional<Found>(std::move(*own));
  if (own.error().code != Errc::not_found) co_return own.error();
  if (list == sieve::default_address_book) co_return std::optional<Found>(Found{});
  co_return std::optional<Found>();
}

}  // namespace

net::Task<base::Result<sieve::Answer>> answer(store::Store& store, mail::AccountId account,
                                              sieve::ListKnown asked) {
  const auto look = [&](mail::AccountId owner) { return store.list(owner, asked.list); };
  const auto found = co_await first_of<store::List>(asked.list, account, look);
  if (!found) co_return found.error();
  co_return sieve::Answer(found->has_value());
}

net::Task<base::Result<sieve::Answer>> answer(store::Store& store, mail::AccountId account,
                                              sieve::ListHolds asked) {
  using Entry = sieve::ListHolds::Reply;
  const auto look = [&](mail::AccountId owner) { return store.list_holds(owner, asked.list, asked.values); };
  auto found = co_await first_of<Entry>(asked.list, account, look);
  if (!found) co_return found.error();
  co_return sieve::Answer(found->value_or(std::nullopt));
}

net::Task<base::Result<sieve::Answer>> answer(store::Store& store, mail::AccountId account,
                                              sieve::ListMembers asked) {
  using Members = std::vector<std::string>;
  const auto look = [&](mail::AccountId owner) {
    return store.list_entries(owner, asked.list, "", asked.most);
  };
  auto found = co_await first_of<Members>(asked.list, account, look);
  if (!found) co_return found.error();
  co_return sieve::Answer(std::move(*found));
}

}  // namespace notifyd::filters
