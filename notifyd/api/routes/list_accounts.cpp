// GET /v1/accounts: all accounts, by address, a page at a time (?after=ADDRESS&limit=N).

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "notifyd/api/account_json.hpp"
#include "notifyd/api/answers.hpp"
#include "notifyd/api/route.hpp"

namespace notifyd::api {
namespace {

net::Task<Answer> list_accounts(const Services& services, Request request) {
  const auto limit = page_limit(request);
  if (!limit) co_return problem(limit.error());
  const auto accounts = co_await services.store.accounts(query(request, "after"), *limit);
  if (!accounts) co_return problem(accounts.error());
  boost::json::array items;
  for (const auto& account : *accounts) items.push_back(to_json(account));
  boost::json::object page{{"items", items}};
  if (accounts->size() == *limit) page["next"] = accounts->back().address;
  co_return json(page);
}

}  // namespace

extern const Route list_accounts_route{
    .method = "GET", .pattern = "/v1/accounts", .access = Access::administrator, .run = list_accounts};

}  // namespace notifyd::api
